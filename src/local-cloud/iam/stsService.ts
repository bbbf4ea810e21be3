import type { Account } from '../account.ts'
import type { AwsService } from '../front/serviceRequest.ts'
import { queryError, queryReply } from './queryProtocol.ts'

/** The part of STS's API that tells who the caller is. */
export function createStsService(account: Account): AwsService {
  return {
    operationOf: (request) => {
      const action = new URLSearchParams(request.body.toString('utf8')).get('Action')
      return action === 'GetCallerIdentity' ? action : null
    },
    renderError: queryError,
    answer: (operation, request) => {
      const identity = {
        Arn: `arn:aws:iam::${account.accountId}:user/local`,
        UserId: 'AIDALOCALUSER',
        Account: account.accountId,
      }
      return Promise.resolve(
        queryReply('https://sts.amazonaws.com/doc/2011-06-15/', operation, identity, request.requestId),
      )
    },
  }
}

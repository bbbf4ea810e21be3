import type { AwsError } from '../front/awsError.ts'
import type { ServiceReply } from '../front/serviceRequest.ts'
import { escapeXml } from '../iam/queryProtocol.ts'

/** An error as S3 answers with it. */
export function renderS3Error(error: AwsError, requestId: string): ServiceReply {
  const detail = `<Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message><RequestId>${requestId}</RequestId>`
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${detail}</Error>`,
  }
}

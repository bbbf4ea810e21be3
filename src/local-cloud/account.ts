/** The account and Region that an instance plays. */
export interface Account {
  readonly accountId: string
  readonly region: string
}

/** The account of every instance: AWS hands out neither this id nor a loopback endpoint. */
export const localAccount: Account = { accountId: '000000000000', region: 'us-east-1' }

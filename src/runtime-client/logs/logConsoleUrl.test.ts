import { expect, it } from 'vitest'
import { logConsoleUrl } from './logConsoleUrl.ts'

it.each([
  ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
  ['cn-north-1', 'https://console.amazonaws.cn/'],
  ['us-gov-west-1', 'https://console.amazonaws-us-gov.com/'],
])('leads to the console of %s', (region, host) => {
  expect(logConsoleUrl(region, '/wren/runtime', '2026/11/23/[$LATEST]22a0')).toBe(
    `${host}cloudwatch/home?region=${region}#logsV2:log-groups/log-group/$252Fwren$252Fruntime/log-events/` +
      '2026$252F11$252F23$252F$255B$2524LATEST$255D22a0',
  )
})

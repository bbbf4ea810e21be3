/** The page of a log stream in the AWS console. */
export function logConsoleUrl(region: string, logGroup: string, logStream: string): string {
  const host = consoleHost(region)
  const place = `log-groups/log-group/${escapePart(logGroup)}/log-events/${escapePart(logStream)}`
  return `https://${host}/cloudwatch/home?region=${region}#logsV2:${place}`
}

function consoleHost(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn'
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com'
  return `${region}.console.aws.amazon.com`
}

/** The console decodes what follows its # twice, and takes $ for %. */
const escapePart = (part: string): string => encodeURIComponent(encodeURIComponent(part)).replaceAll('%', '$')

/** AWS's name for what an S3 request asks for, told from its method, its path and its query. */
export function s3OperationOf(method: string, url: string): string {
  const [path = '', query = ''] = url.split('?')
  const parameters = new URLSearchParams(query)
  const hasKey = path.split('/').filter((part) => part !== '').length > 1
  const isPart = parameters.has('uploadId')
  switch (method) {
    case 'GET':
      if (hasKey) return 'GetObject'
      return path === '/'
        ? 'ListBuckets'
        : parameters.has('lifecycle')
          ? 'GetBucketLifecycleConfiguration'
          : 'ListObjectsV2'
    case 'HEAD':
      return hasKey ? 'HeadObject' : 'HeadBucket'
    case 'PUT':
      if (hasKey) return isPart ? 'UploadPart' : 'PutObject'
      return parameters.has('lifecycle') ? 'PutBucketLifecycleConfiguration' : 'CreateBucket'
    case 'DELETE':
      if (hasKey) return isPart ? 'AbortMultipartUpload' : 'DeleteObject'
      return 'DeleteBucket'
    default:
      if (parameters.has('uploads')) return 'CreateMultipartUpload'
      return isPart ? 'CompleteMultipartUpload' : 'DeleteObjects'
  }
}

cloud: upload-refused
calls: UpdateCloudRunServer 0

The storage refuses the package.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-006 is live                                         # s
    package   2 files, 353 B, sha256 $SHA256  # s
    the upload URL was refused; requesting a new one
  
  sampan: error: $CLOUD answered 403 AccessDenied: Access Denied.
  sampan: code AccessDenied, request id $ID
  sampan: hint: a new URL was refused, too: run again in a few minutes, or ask the provider's support with the request id
  
  cloud  failed  20231114-ba28031b  still live: api-006  # s
  [69]

cloud: upload-portal
calls: UpdateCloudRunServer 0

A captive portal responds to the upload with its own page and status 200: nothing was stored, so nothing is updated.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-006 is live                                         # s
    package   2 files, 353 B, sha256 $SHA256  # s
  
  sampan: error: $CLOUD answered 200 without the storage's headers: the package may not be stored
  sampan: hint: a proxy may have answered: check HTTPS_PROXY and NO_PROXY
  
  cloud  failed  20231114-ba28031b  still live: api-006  # s
  [69]

cloud: denied
calls: UpdateCloudRunServer 0

The key has no permission to write.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-006 is live                                         # s
    package   2 files, 353 B, sha256 $SHA256  # s
    publish   done                                                    # s
  
  sampan: error: UpdateCloudRunServer: you are not authorized to perform operation (tcbr:UpdateCloudRunServer)
    resource (qcs::tcbr::uin/100000000001:env/env-a) has no permission
  sampan: code UnauthorizedOperation, request id $ID
  sampan: hint: grant the key the named action on the named resource, or the preset policy QcloudTCBFullAccess
  sampan: hint: print the policy that deploys need: sampan doctor --credentials
  
  cloud  failed  20231114-ba28031b  still live: api-006  # s
  [77]

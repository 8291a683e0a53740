cloud: frozen
calls: UpdateCloudRunServer 0

The account owes money: nothing is sent again, and the hint says where to pay.

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
  
  sampan: error: UpdateCloudRunServer: 资源已冻结
  sampan: code ResourceUnavailable.ResourceFrozen, request id $ID
  sampan: hint: settle what the account owes, or renew the environment's plan, then deploy again: https://console.cloud.tencent.com/expense/overview
  
  cloud  failed  20231114-ba28031b  still live: api-006  # s
  [77]

cloud: throttled
calls: UpdateCloudRunServer 1

Throttled calls are retried at the provider's rate.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    DescribeServerManageTask: Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.; retrying in # s
    DescribeServerManageTask: Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.; retrying in # s
    DescribeCloudRunServerDetail: Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.; retrying in # s
    DescribeCloudRunServerDetail: Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.; retrying in # s
    DescribeCloudBaseRunServerVersion: Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.; retrying in # s
    DescribeCloudBaseRunServerVersion: Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.; retrying in # s
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-006 is live                                         # s
    package   2 files, 353 B, sha256 $SHA256  # s
    DescribeCloudBaseBuildService: Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.; retrying in # s
    DescribeCloudBaseBuildService: Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.; retrying in # s
    publish   done                                                    # s
    DescribeVersionDetail: Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.; retrying in # s
    DescribeVersionDetail: Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.; retrying in # s
    UpdateCloudRunServer: Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.; retrying in # s
    UpdateCloudRunServer: Your current request times equals to `21` in a second, which exceeds the frequency limit `20`.; retrying in # s
    update    operation 2323885                                       # s
    rollout   BuildImage running
    rollout   BuildImage finished                                     # s
    rollout   CreateVersion running
    rollout   CreateVersion finished                                  # s
    rollout   ReleaseVersion finished                                 # s
    rollout   api-007                                                 # s
    verify    receives all traffic                                    # s
  
  cloud  deployed  20231114-ba28031b  $CLOUD/sites/env-a/api  # s

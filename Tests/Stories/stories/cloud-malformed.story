cloud: malformed
calls: UpdateCloudRunServer 0

Invalid responses.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    DescribeServerManageTask: the answer is not what the API documents: it is not JSON; retrying in # s
    DescribeServerManageTask: the answer is not what the API documents: it is not JSON; retrying in # s
    DescribeServerManageTask: the answer is not what the API documents: it is not JSON; retrying in # s
    DescribeServerManageTask: the answer is not what the API documents: it is not JSON; retrying in # s
  
  sampan: error: DescribeServerManageTask: the answer is not what the API documents: it is not JSON
  sampan: cause: gave up after 5 attempts
  sampan: hint: a proxy may have answered: check HTTPS_PROXY, NO_PROXY and SAMPAN_ENDPOINT_TENCENT
  sampan: hint: otherwise the API has changed: update sampan
  
  cloud  failed  20231114-ba28031b  # s
  [69]

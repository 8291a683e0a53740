cloud: calm
calls: UpdateCloudRunServer 0

Wrong and missing credentials have different messages, and no secret is shown.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ TENCENTCLOUD_SECRET_KEY=not-the-key-of-the-story sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  
  sampan: error: DescribeServerManageTask: The provided credentials could not be validated. Please check your signature is correct: the provided signature does not match.
  sampan: code AuthFailure.SignatureFailure, request id $ID
  sampan: hint: check the secret id and key for a missing character and for a key that was disabled
  
  cloud  failed  20231114-ba28031b  # s
  [77]
  $ TENCENTCLOUD_SECRET_ID=AKIDnobody sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  
  sampan: error: DescribeServerManageTask: The SecretId is not found.
  sampan: code AuthFailure.SecretIdNotFound, request id $ID
  sampan: hint: check the secret id for a missing character and for a key that was deleted
  sampan: hint: temporary credentials need their token: set TENCENTCLOUD_TOKEN
  sampan: hint: temporary credentials may have expired: get new ones
  
  cloud  failed  20231114-ba28031b  # s
  [77]
  $ TENCENTCLOUD_SECRET_KEY= sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
  
  sampan: error: TENCENTCLOUD_SECRET_ID is set but TENCENTCLOUD_SECRET_KEY is not
  sampan: hint: set TENCENTCLOUD_SECRET_KEY in the CI's secret variables
  
  cloud  failed  20231114-ba28031b  # s
  [77]
  $ sed -i s/env-a/env-b/ sampan.json && git commit -qam 'Move' && sampan deploy
  cloud → tcbr env-b/api   20231114-e6679095
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  
  sampan: error: sampan.json:5:26: cloud hosting is not opened in environment "env-b", or this account has no such environment: DescribeServerManageTask: env [env-b] not found
  sampan: code ResourceNotFound, request id $ID
  sampan: hint: open CloudBase Run for the environment in the console once
  sampan: hint: check envId and the account of the key
  
  cloud  failed  20231114-e6679095  # s
  [78]
  $ SAMPAN_ENDPOINT_TENCENT=http://cloud.example sampan deploy
  cloud → tcbr env-b/api   20231114-e6679095
  
  sampan: error: SAMPAN_ENDPOINT_TENCENT uses http: credentials would be sent unencrypted to cloud.example
  sampan: hint: use https; http is accepted for this machine only
  
  cloud  failed  20231114-e6679095  # s
  [78]

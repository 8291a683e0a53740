A proxy's password is never printed, whatever is wrong with its URL.

  $ printf '{"targets":{"task":{"tcbTask":{"externalId":"1"}}}}' > sampan.json
  $ git add -A && git commit -qm 'Start'
  $ export TENCENTCLOUD_SECRET_ID=AKIDstory TENCENTCLOUD_SECRET_KEY=not-much
  $ export SAMPAN_ENDPOINT_TENCENT=https://cloud.invalid
  $ HTTPS_PROXY='http://corp:S3cr#tPW@proxy.invalid:3128' sampan status -v
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  POST cloud.invalid/ DescribeCloudBaseRunOneClickTaskExternal: no answer, * ms: HTTPS_PROXY is not a valid proxy address: its user or password contains "#" (glob)
  sampan: error: HTTPS_PROXY is not a valid proxy address: its user or password contains "#"
  sampan: hint: write it as http://host:port or http://user:password@host:port
  sampan: hint: special characters of user and password are percent-encoded: # as %23, / as %2F, @ as %40, a space as %20
  [78]
  $ ALL_PROXY='htp://corp:S3crtPW@proxy.invalid' sampan deploy task 2>&1 | grep error
  sampan: error: ALL_PROXY is not a valid proxy address: it must begin with one of http://, https://, socks4://, socks4a://, socks5://, socks5h://
  $ https_proxy='http://corp:S3crtPW@proxy.invalid:3128
  > ' sampan deploy task -v --json > ../report 2> ../log
  [78]
  $ cat ../report ../log | grep -E 'S3cr|tPW'
  [1]
  $ grep error ../log
  sampan: error: https_proxy is not a valid proxy address: it contains a line end

Requests to this machine do not use the proxy.

  $ HTTPS_PROXY='http://corp:S3cr tPW@proxy.invalid:3128' SAMPAN_ENDPOINT_TENCENT=http://127.0.0.1:1 sampan status 2>&1 |
  > grep error
  sampan: error: no connection to 127.0.0.1:1

A template never prints a secret either.

  $ printf '{"allowEnv":["CI_TOKEN","https_proxy","MIRROR"],"targets":{"task":{"tcbTask":{"externalId":"1"}}}}' > sampan.json
  $ sampan check
  sampan.json:1:14: error: "CI_TOKEN" in "allowEnv[0]" at the top level is named like a secret (TOKEN), and templates are printed and sent
  sampan: hint: remove it from "allowEnv"
  sampan: hint: if its value is not a secret, use a variable with another name
  sampan.json:1:25: error: "https_proxy" in "allowEnv[1]" at the top level may contain the password of a proxy, and templates are printed and sent
  sampan: hint: remove it from "allowEnv"
  sampan: hint: if its value is not a secret, use a variable with another name
  [78]
  $ cat > sampan.json <<J
  > {"allowEnv":["MIRROR"],"targets":{
  >   "here":{"local":{"directory":"../site"},"package":{},"version":"1","remark":"{env:MIRROR}"},
  >   "task":{"tcbTask":{"externalId":"{env:MIRROR}"}}}}
  > J
  $ for command in check 'plan here' 'plan task'; do
  >   MIRROR=http://corp:S3crtPW@mirror.invalid sampan $command 2>&1 | grep error
  >   MIRROR="a $TENCENTCLOUD_SECRET_KEY b" sampan $command 2>&1 | grep error
  > done
  sampan.json: error: the value of MIRROR contains a credential, and templates are printed and sent
  sampan.json: error: the value of MIRROR contains a credential, and templates are printed and sent
  sampan: error: the value of MIRROR contains a credential, and templates are printed and sent
  sampan: error: the value of MIRROR contains a credential, and templates are printed and sent
  sampan: error: the value of MIRROR contains a credential, and templates are printed and sent
  sampan: error: the value of MIRROR contains a credential, and templates are printed and sent
  $ MIRROR="x $(printf hunter2password | base64)" SAMPAN_REGISTRY_PASSWORD=hunter2password sampan plan here 2>&1 | grep error
  sampan: error: the value of MIRROR contains a credential, and templates are printed and sent
  $ MIRROR=ghs_of-the-story GITHUB_TOKEN=ghs_of-the-story sampan plan here 2>&1 | grep error
  sampan: error: the value of MIRROR contains a credential, and templates are printed and sent

What was seen at the real platforms, rehearsed.

  $ cat > sampan.json <<'END'
  > { "targets": {
  >   "mini": { "wechat": { "envId": "prod-1a2b3c", "serverName": "api", "maxNum": "9" },
  >     "repository": { "source": "github", "name": "acme/api", "branch": "main" } },
  >   "edge": { "esa": { "appId": "app-1", "publishEnv": "prod" }, "image": { "repository": "127.0.0.1:1/acme/api" } } } }
  > END
  $ git add -A && git commit -qm 'Add the service'

WeChat may need a repository's address in place of its name.

  $ sampan rehearse mini --scenario repository-address 2>&1 | sed -n '/sending/p;/^mini  /p'
    rollupdatecloudbaserunserverversion: missing parameter: repository; sending the repository's address instead of its name
  mini  deployed  20231114-f26c47e4  # s simulated

An update may lose settings, and the platform may make a version of its own, which never counts as ours.

  $ sampan rehearse mini --scenario settings-lost 2>&1 | grep -o 'maxNum of.*sent'
  maxNum of api-003: the new version has "50", "9" was sent
  $ sampan rehearse -q mini --scenario platform-version 2>&1 | grep error
  sampan: error: the rollout was stopped: api-004, a newer version, receives all traffic instead of api-003
  $ sampan rehearse -q mini --scenario platform-version >/dev/null 2>&1
  [2]

An app of Alibaba has no version at first; without a plan there is no app, and without cloud hosting no service.

  $ sampan rehearse edge --scenario first-deploy 2>&1 | sed -n '/first one/p;/^edge  /p'
    app app-1 has no version yet: the first one gets 1 core, 2 GiB of memory, 0.5 GiB of disk and a TCP check of port 8080; "containers" in "esa" sets others
  edge  deployed  20231114-f26c47e4  # s simulated
  $ sampan rehearse -q edge --scenario not-opened 2>&1
  sampan: error: sampan.json:4:31: Edge Containers are not opened for this account: GetEdgeContainerAppStatus: The application does not exist.
  sampan: code InvalidApp.NotFound, request id $ID
  sampan: hint: buy an ESA plan with Edge Containers in the console, create the app there, and set its id as appId
  sampan: hint: accounts of alibabacloud.com need "site": "international", those of aliyun.com "china"
  edge  failed  20231114-f26c47e4  # s simulated
  [78]
  $ sampan rehearse -q mini --scenario not-opened 2>&1 | grep 'error\|hint'
  sampan: hint: push the commit first: git push origin HEAD:main
  sampan: error: sampan.json:2:34: cloud hosting is not opened for environment "prod-1a2b3c": getcsversionlist: this app has no qbase privilege
  sampan: hint: open cloud development for the app in the platform's console first

An API that the cloud does not know any more is retired, too.

  $ sampan rehearse -q mini --scenario withdrawn >/dev/null 2>&1
  [78]

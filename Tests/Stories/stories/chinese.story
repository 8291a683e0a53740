lang: zh

Messages are Chinese and columns are aligned; places, commands and JSON are as in English.

  $ printf '{ "targets": { "staging": { "tcbr": { "envId": "env-a", "serverNam": "api" }, "package": {} } } }' > sampan.json
  $ printf 'FROM busybox\n' > Dockerfile; git add .; git commit -q -m 'feat: first'
  $ sampan check
  sampan.json:1:57: 错误：未知的键 "serverNam"（目标 "staging"）
  sampan: 提示：是不是想写 "serverName"？
  [78]
  $ printf '{ "targets": { "staging": { "tcbr": { "envId": "env-a", "serverName": "api" }, "package": {} } } }' > sampan.json
  $ git commit -q -a -m 'fix: config'
  $ sampan check
  sampan.json：1 个目标，没有问题
    staging  tcbr env-a/api  仅在命令行指定时
  下一步：sampan plan staging
  $ sampan check --json | grep -o '"exit_code":[0-9]*'
  "exit_code":0
  $ sampan deploy prod
  sampan: 错误：目标 "prod" 不在 sampan.json 中
  sampan: 提示：有效值："staging"
  [64]
  $ sampan check --lang de
  sampan: 错误：--lang 的值 "de" 无效
  sampan: 提示：有效值：en、zh
  [64]
  $ sampan deploy prod --lang en
  sampan: error: target "prod" is not in sampan.json
  sampan: hint: valid values: "staging"
  [64]
  $ SAMPAN_LANG= LC_ALL=zh_CN.UTF-8 sampan version --frob
  sampan: 错误：version 没有选项 --frob
  sampan: 提示：查看所有选项：sampan help version
  [64]
  $ SAMPAN_LANG= LC_ALL=C LANG=zh_CN.UTF-8 sampan version --frob
  sampan: error: unknown flag --frob for version
  sampan: hint: see all flags: sampan help version
  [64]

Words of the system, of this program's own states and of composed sentences are Chinese, too.

  $ sampan check --config none.json
  $ sampan rehearse staging --then logs 2>/dev/null | sed 's/|.*/|/' | sort -u
  $ sampan rehearse staging --then status 2>/dev/null | sed q
  $ echo '{ "targets": { "here": { "local": { "directory": "../site" }, "package": {}, "after": "exit 3" } } }' > here.json
  $ sampan plan here --config here.json
  $ sampan deploy here --config here.json > /dev/null 2>&1
  $ sampan deploy here --config here.json
  $ echo x > x && git add x && git commit -qm 'feat: second' && sed -i 's/ "after": "exit 3"//' here.json && sampan deploy -q here --config here.json > /dev/null 2>&1; sampan history here --config here.json
  $ printf '{ "targets": { "a": { "tcbr": { "envId": "e", "serverName": "api", "releaseType": "x" }, "package": [] }, "b": { "tcbr": { "envId": "e", "serverName": "api" } } } }' > wrong.json && sampan check --config wrong.json
  $ sampan help tcbTask | sed -n 3p; sampan help config esa | sed -n 1p; sampan help credentials | sed -n 3p

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
  sampan: 错误：无法读取 "$HOME/work/none.json"：文件或目录不存在
  [78]
  $ sampan rehearse staging --then logs 2>/dev/null | grep -o '^[^|]*|' | awk '!seen[$0]++'
  构建     |
  部署过程 |
  运行     |
  $ sampan rehearse staging --then status 2>/dev/null | sed 's/ *http.*//;q'
  staging → tcbr env-a/api
  $ echo '{ "targets": { "here": { "local": { "directory": "../site" }, "package": {}, "after": "exit 3" } } }' > here.json
  $ sampan plan here --config here.json | tail -2 | sed q
    后置命令  exit 3
  $ sampan deploy here --config here.json > /dev/null 2>&1
  [2]
  $ sampan deploy here --config here.json 2>&1 | grep after
    没有部署，因此不运行 "after"；手动运行：exit 3
  $ echo x > x && git add x && git commit -qm 'feat: second' && sed -i 's/ "after": "exit 3"//' here.json && sampan deploy -q here --config here.json > /dev/null 2>&1; sampan history here --config here.json | grep -o '线上\|保留'
  线上
  保留
  $ printf '{ "targets": { "a": { "tcbr": { "envId": "e", "serverName": "api", "releaseType": "x" }, "package": [] }, "b": { "tcbr": { "envId": "e", "serverName": "api" } } } }' > wrong.json && sampan check --config wrong.json 2>&1 | grep -o '错误.*'
  错误："tcbr.releaseType"（目标 "a"）应为 "FULL" 或 "GRAY"，实际为字符串 "x"
  错误："package"（目标 "a"）应为对象，实际为列表
  错误：目标 "b" 没有要部署的内容
  $ sampan help tcbTask | sed -n 3p; sampan help config esa | sed -n 1p; sampan help credentials | sed -n 3p
  使用 "tcbTask" 的目标不需要其他内容。
  esa：阿里云 ESA 边缘容器。
  腾讯云（tcbTask、tcbr、tem，以及 wechat 的 "package"）：

cloud: calm
lang: zh

Messages are Chinese, columns are aligned, and what a program reads stays English.

  $ git commit -q --allow-empty -m 'feat: first'
  $ printf '{ "targets": { "staging": { "tcbr": { "envId": "env-a", "serverNam": "api" }, "package": {} } } }' > sampan.json
  $ sampan check
  $ sed -i 's/serverNam"/serverName"/' sampan.json
  $ printf 'FROM busybox\n' > Dockerfile; git add .; git commit -q -m 'feat: deploy'
  $ sampan deploy staging
  $ sampan deploy staging --json 2>/dev/null | grep -o '"status":"[a-z]*"'
  $ sampan status staging
  $ sampan depoy
  $ sampan deploy --lang de
  $ sampan depoy --lang en
  $ LC_ALL=zh_CN.UTF-8 SAMPAN_LANG= sampan version --frob
  $ LC_ALL=C SAMPAN_LANG= sampan version --frob

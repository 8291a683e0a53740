All findings of a config are printed at once, each with its place.

  $ git commit -q --allow-empty -m 'Start'
  $ sampan check
  sampan: error: no sampan.json in $HOME/work
  sampan: hint: write one, with comments: sampan init
  sampan: hint: name another file with --config
  [78]
  $ : > sampan.json && sampan check
  sampan.json:1:1: error: the file is empty
  sampan: hint: sampan init writes an example
  [78]
  $ head -c 10000000 /dev/zero | tr '\0' '[' > sampan.json && sampan check
  sampan.json:1:1: error: the file is 10000000 bytes long, the limit is 1048576
  sampan: hint: give the path of the config file with --config FILE
  [78]
  $ cat > sampan.json <<'END'
  > {
  >   "versoin": "{tag}",
  >   "targets": {
  >     "api": { "when": { "branch": 3 }, "tcbr": { "envId": "env-a", "serverName": "api", "releaseType": "SLOW" }, "package": {} },
  >     "web": { "package": { "level": 11 } },
  >     "jobs": { "local": { "directory": "site", "keep": "2" }, "package": {}, "remark": "{versoin}" },
  >     "api": {}
  >   }
  > }
  > END
  $ sampan check
  sampan.json:2:3: error: unknown key "versoin" at the top level
  sampan: hint: did you mean "version"?
  sampan.json:4:34: error: expected a glob, or a list of them for "when.branch" in target "api", found 3
  sampan.json:4:103: error: expected "FULL" or "GRAY" for "tcbr.releaseType" in target "api", found the string "SLOW"
  sampan.json:5:5: error: target "web" has no provider
  sampan: hint: add "esa", "local", "tcbTask", "tcbr", "tem" or "wechat"
  sampan.json:5:36: error: expected an integer from 0 to 9 for "package.level" in target "web", found 11
  sampan.json:6:55: error: expected an integer from 1 to 1000 for "local.keep" in target "jobs", found the string "2"
  sampan: hint: write 2
  sampan.json:6:88: error: unknown name {versoin} in "remark" in target "jobs"
  sampan: hint: did you mean {version}?
  sampan.json:7:5: error: duplicate key "api", first at sampan.json:4:5
  sampan: hint: remove one of them
  [78]
  $ sampan deploy 2>/dev/null
  [78]
  $ sampan check --json 2>/dev/null | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["findings"]))'
  8

Punctuation of a Chinese keyboard is shown, with the one of JSON.

  $ cp sampan.json ../mistakes.json && printf '{ "targets"： { "a": { "local": { “directory”: "../x" }， "package": {}、 } } }' > sampan.json && sampan check
  sampan.json:1:12: error: expected ":" after key "targets", found the full-width character "：" (U+FF1A)
  sampan: hint: write the half-width ":"
  sampan.json:1:34: error: string in “ quotes
  sampan: hint: use the straight double quote: "
  sampan.json:1:55: error: expected "," or "}", found the full-width character "，" (U+FF0C)
  sampan: hint: write the half-width ","
  sampan.json:1:57: error: the commit has no file below "path": "."
  sampan: hint: git ls-tree -r --name-only HEAD
  sampan: hint: correct "path" in "package"
  sampan.json:1:70: error: expected "," or "}", found the full-width character "、" (U+3001)
  sampan: hint: write the half-width ","
  [78]
  $ printf '｛ "targets": {} }' > sampan.json && sampan check
  sampan.json:1:1: error: expected a value, found the full-width character "｛" (U+FF5B)
  sampan: hint: write the half-width "{"
  [78]
  $ SAMPAN_LANG=zh sampan check
  sampan.json:1:1: 错误：应为值，实际为全角字符 "｛"（U+FF5B）
  sampan: 提示：改用半角（英文）的 "{"
  [78]
  $ mv ../mistakes.json sampan.json

GitHub shows them at their lines.

  $ GITHUB_ACTIONS=true sampan check 2>&1 >/dev/null
  ::error file=sampan.json,line=2,col=3::unknown key "versoin" at the top level%0Asampan: hint: did you mean "version"?
  ::error file=sampan.json,line=4,col=34::expected a glob, or a list of them for "when.branch" in target "api", found 3
  ::error file=sampan.json,line=4,col=103::expected "FULL" or "GRAY" for "tcbr.releaseType" in target "api", found the string "SLOW"
  ::error file=sampan.json,line=5,col=5::target "web" has no provider%0Asampan: hint: add "esa", "local", "tcbTask", "tcbr", "tem" or "wechat"
  ::error file=sampan.json,line=5,col=36::expected an integer from 0 to 9 for "package.level" in target "web", found 11
  ::error file=sampan.json,line=6,col=55::expected an integer from 1 to 1000 for "local.keep" in target "jobs", found the string "2"%0Asampan: hint: write 2
  ::error file=sampan.json,line=6,col=88::unknown name {versoin} in "remark" in target "jobs"%0Asampan: hint: did you mean {version}?
  ::error file=sampan.json,line=7,col=5::duplicate key "api", first at sampan.json:4:5%0Asampan: hint: remove one of them
  [78]

A config file has the same name in every command, and in the hint.

  $ mkdir deploy && echo '{ "targets": { "here": {} } }' > deploy/s.json && rm sampan.json
  $ sampan check --config deploy/s.json
  deploy/s.json:1:16: error: target "here" has no provider
  sampan: hint: add "esa", "local", "tcbTask", "tcbr", "tem" or "wechat"
  [78]
  $ (cd deploy && sampan deploy --config s.json)
  deploy/s.json:1:16: error: target "here" has no provider
  sampan: hint: add "esa", "local", "tcbTask", "tcbr", "tem" or "wechat"
  sampan: error: deploy/s.json has an error
  sampan: hint: fix it; print all errors and warnings: sampan check --config $HOME/work/deploy/s.json
  [78]
  $ (cd deploy && sampan check --config s.json)
  deploy/s.json:1:16: error: target "here" has no provider
  sampan: hint: add "esa", "local", "tcbTask", "tcbr", "tem" or "wechat"
  [78]
  $ cp deploy/s.json .. && cd .. && sampan check --config s.json
  $HOME/s.json:1:16: error: target "here" has no provider
  sampan: hint: add "esa", "local", "tcbTask", "tcbr", "tem" or "wechat"
  [78]
  $ (cd work/deploy && sampan check --config ../../s.json)
  $HOME/s.json:1:16: error: target "here" has no provider
  sampan: hint: add "esa", "local", "tcbTask", "tcbr", "tem" or "wechat"
  [78]

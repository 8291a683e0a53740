cloud: calm
chats: all

With "notify", the end of a deploy is written to the chats that the environment sets: one message a run. Here they are
emulated, like the cloud.

  $ cp $FIXTURES/cloud.json sampan.json
  $ sed -i 's/"package": {},/"package": {}, "notify": ["deployed", "failed", "awaiting"],/' sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service <!channel> @all'
  $ sampan check
  sampan.json: 1 target, no problems
    cloud  tcbr env-a/api  from branch main
  next: sampan plan
  $ sampan doctor
  machine: the temporary directory is writable
  clone: HEAD is * on branch main (glob)
  config: 1 target
  chats: WeCom, DingTalk, Feishu, Slack, for cloud
  cloud (tcbr): ok
    would deploy 20231114-* (glob)
  $ sampan deploy > ../results 2> ../talk; grep wrote ../talk; cat ../results
  sampan: wrote to WeCom, DingTalk, Feishu, Slack
  cloud  deployed  20231114-*  $CLOUD/sites/env-a/api  # s (glob)

A deploy that changes nothing is not written about; one that is refused is.

  $ sampan deploy 2>&1 | grep wrote
  [1]

A rehearsal writes to emulated robots, whatever is in the environment: of the chats that are set, or of all.

  $ env -u SAMPAN_NOTIFY_WECOM_URL -u SAMPAN_NOTIFY_DINGTALK_URL -u SAMPAN_NOTIFY_SLACK_URL SAMPAN_NOTIFY_FEISHU_URL=https://open.example/hook/never-asked-0123456789 sampan rehearse 2>&1 | grep 'wrote\|never'
  sampan: wrote to Feishu
  $ env -u SAMPAN_NOTIFY_WECOM_URL -u SAMPAN_NOTIFY_DINGTALK_URL -u SAMPAN_NOTIFY_FEISHU_URL -u SAMPAN_NOTIFY_SLACK_URL sampan rehearse --scenario crash 2>&1 | grep 'wrote'
  sampan: wrote to WeCom, DingTalk, Feishu, Slack

A chat that refuses the message, or cannot be reached, is a warning: it changes no exit code.

  $ git commit -q --allow-empty -m 'Another' && echo more > more && git add more && git commit -qm 'More'
  $ SAMPAN_NOTIFY_WECOM_URL=http://127.0.0.1:1/send?key=0123456789abcdef0123 SAMPAN_NOTIFY_DINGTALK_SECRET=SECwrong SAMPAN_NOTIFY_SLACK_URL=http://chat.example/0123456789abcdef0123 sampan deploy > ../results 2> ../talk; echo $?
  0
  $ grep -A1 'warning' ../talk
  sampan: warning: could not write to WeCom: no connection to 127.0.0.1:1
  sampan: hint: check this machine's network, firewall and HTTPS_PROXY
  sampan: warning: could not write to DingTalk: sign not match (310000)
  sampan: hint: check the robot's security settings, and SAMPAN_NOTIFY_DINGTALK_SECRET
  sampan: warning: could not write to Slack: SAMPAN_NOTIFY_SLACK_URL is not a valid https address
  sampan: hint: copy the webhook address of the robot from Slack again
  $ grep 'wrote\|0123456789' ../talk
  sampan: wrote to Feishu
  $ cat ../results
  cloud  deployed  20231114-*  $CLOUD/sites/env-a/api  # s (glob)

With -v, a request shows the host; keys are masked, in the lines of --events as well.

  $ echo again > more && git commit -qam 'Again'
  $ sampan deploy -v --events ../events.jsonl 2>&1 | grep -o 'POST.*\(send\|hook\|services\)[^:]*' | sort
  POST $CHATS/cgi-bin/webhook/send
  POST $CHATS/open-apis/bot/v2/hook/***
  POST $CHATS/robot/send
  POST $CHATS/services/T0000/B0000/***
  $ grep -c 'hook/\*\*\*' ../events.jsonl
  1

Without any chat, the first command that is run shows what to set.

  $ unset SAMPAN_NOTIFY_WECOM_URL SAMPAN_NOTIFY_DINGTALK_URL SAMPAN_NOTIFY_FEISHU_URL SAMPAN_NOTIFY_SLACK_URL
  $ sampan check
  sampan.json:*: notice: "notify" of target "cloud" has no effect: no chat is set (glob)
  sampan: hint: set one or more of SAMPAN_NOTIFY_WECOM_URL, SAMPAN_NOTIFY_DINGTALK_URL, SAMPAN_NOTIFY_FEISHU_URL, SAMPAN_NOTIFY_SLACK_URL
  sampan.json: 1 target, no problems
    cloud  tcbr env-a/api  from branch main
  next: sampan plan

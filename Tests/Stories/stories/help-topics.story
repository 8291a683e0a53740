help has topics. Each is made from the same tables that the program uses.

  $ sampan | sed -n '/^topics/,/^$/p'
  topics (sampan help TOPIC):
    config       the keys of sampan.json; with SECTION those of one section
    templates    the names in braces, e.g. {tag} and {short}
    credentials  the variables with keys and tokens of each cloud, and of registries
    scenarios    what the emulated cloud of a rehearsal can do
    exit-codes   what the exit codes mean
    ci           CI systems: their files and where their secrets are set
  
  $ sampan help config image | head -6
  image: A container image that CI pushed.
    repository (an image repository without a tag; required)
        Registry and repository, without a tag.
    from (a template)
        Tag or digest that CI pushed, or an image of another repository or registry, which is copied. Default: CI has pushed the tag to deploy.
    tag (a template; default "{version}")
  $ sampan help config imag
  sampan: error: unknown help topic "config imag"
  sampan: hint: did you mean: sampan help config image
  [64]
  $ sampan help config expectStatus
  sampan: error: unknown help topic "config expectStatus"
  sampan: hint: it is a key of "verify": sampan help config verify
  [64]
  $ sampan help config EnvParam
  sampan: error: unknown help topic "config EnvParam"
  sampan: hint: it is a key of "tcbr.items": sampan help config tcbr.items
  [64]
  $ sampan help tcbr | sed -n '/^tcbr/p;/^  Port /p;/^  entryPoint /p'
  tcbr: Tencent CloudBase Run
  tcbr.items: settings to change; others stay as they are
    Port (an integer from 1 to 65535)
  tcbr.items.PolicyDetails: when to scale
  tcbr.items.PublicNetConf: outbound access to the internet
  tcbr.items.TimerScale: instances by time of day
  tcbr.items.VolumesConf: mounted storage
  tcbr.items.VpcConf: the private network
  tcbr.buildPacks: how to build a package or repository without a Dockerfile
    entryPoint (a string; required)
  $ sampan help templates | grep -c '^  {'
  16
  $ sampan help templates | head -4
  Templates of versions, remarks and tags of images may contain:
  
    {tag}       the tag that is a version: the CI's, or the highest at the commit; without one, no value
    {describe}  1.2.3 on a tag, 1.2.3-4-g1a2b3c4d after it, 0.0.0-COUNT-gSHORT without any
  $ sampan help credentials | head -9
  Credentials are read from the environment, never from the config or the command line.
  
  Tencent Cloud (tcbTask, tcbr, tem, and "package" of wechat):
    TENCENTCLOUD_SECRET_ID   the id of the key
    TENCENTCLOUD_SECRET_KEY  the key
    TENCENTCLOUD_TOKEN       for temporary keys, their token
    without a stored key, the job's id token is exchanged for a temporary one:
    SAMPAN_TENCENT_ROLE_ARN       the role to assume; see roles and identity providers in CAM
    SAMPAN_TENCENT_OIDC_PROVIDER  the identity provider, which lists the audience sts.tencentcloudapi.com
  $ sampan help scenarios | grep -c '^  [a-z-]*  '
  45
  $ sampan help scenarios | grep '^  task-zero-stolen\|^  drip'
    drip                answers arrive slowly, a few bytes at a time
    task-zero-stolen    the answer to the update has no task id (0), because another deploy's rollout has begun
  $ sampan help ci gitlab
  sampan init --ci gitlab writes .gitlab-ci.yml.
  
  secrets for Tencent Cloud:
    set these secrets in GitLab under Settings → CI/CD → Variables, masked and protected (then protect the tags v*, too), or with:
      glab variable set TENCENTCLOUD_SECRET_ID --masked --protected
      glab variable set TENCENTCLOUD_SECRET_KEY --masked --protected
      or, in place of TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, without a stored key: SAMPAN_TENCENT_ROLE_ARN and SAMPAN_TENCENT_OIDC_PROVIDER; see: sampan help credentials
  
  for {describe}, {count} and the check for newer commits, in .gitlab-ci.yml, clone the whole history: `variables: { GIT_DEPTH: "0" }`
  
  the variables of other clouds: sampan help credentials
  $ sampan help ci hudson
  sampan: error: unknown help topic "ci hudson"
  sampan: hint: valid values: github, gitlab, cnb, coding, gitee, yunxiao, azure, jenkins, woodpecker
  [64]
  $ sampan help templates all
  sampan: error: unexpected argument "all" for help
  sampan: hint: see: sampan help help
  [64]
  $ sampan help topic
  sampan: error: unknown command "topic"
  sampan: hint: see all commands: sampan help
  [64]

The dry run of a deploy is its plan, and -V is the version.

  $ cp $FIXTURES/here.json sampan.json && git add -A && git commit -qm 'Start' && sampan plan > ../plan && sampan deploy --dry-run | cmp - ../plan && ls ..
  plan
  tmp
  work
  $ sampan -V
  sampan 0.1.0

The man page.

  $ SOURCE_DATE_EPOCH=1700000000 sampan help --man > ../sampan.1 && mandoc -T lint -W style ../sampan.1
  $ sed q ../sampan.1; MANWIDTH=80 man -l ../sampan.1 | sed -n 3,4p
  .TH SAMPAN 1 2023-11-14 "sampan 0.1.0" "User Commands"
  NAME
         sampan - deploy the current commit to a cloud service
  $ SOURCE_DATE_EPOCH=1700000000 sampan help --man --lang zh > ../zh.1; sed -n 1,3p ../zh.1; grep -c 'Scenarios:' ../sampan.1
  .TH SAMPAN 1 2023-11-14 "sampan 0.1.0" "用户命令"
  .SH 名称
  sampan \- 把当前提交部署到云服务
  0
  [1]
  $ sed 's/^\.nf/.nofill/' ../sampan.1 | mandoc -T lint -W warning > /dev/null
  [3]

On a terminal, help is shown by a pager: that of PAGER, which gets no credentials.

  $ cat > ../terminal.py <<'END'
  > import os, pty, sys
  > pid, terminal = pty.fork()
  > if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
  > text = b""
  > try:
  >   while piece := os.read(terminal, 65536): text += piece
  > except OSError: pass
  > _, status = os.waitpid(pid, 0)
  > lines = text.decode().replace("\r", "").splitlines()
  > print(*lines[:3], f"{len(lines)} lines, exit {os.waitstatus_to_exitcode(status)}", sep="\n")
  > END
  $ on_terminal() { python3 ../terminal.py "$@"; }
  $ export TENCENTCLOUD_SECRET_KEY=mine
  $ PAGER='head -n 1' on_terminal sampan help exit-codes
    0  live, unchanged, nothing to do, or submitted where "wait" is false
  1 lines, exit 0
  $ PAGER='printenv TENCENTCLOUD_SECRET_KEY; cat' on_terminal sampan help exit-codes | sed q
    0  live, unchanged, nothing to do, or submitted where "wait" is false
  $ PAGER=cat on_terminal sampan help exit-codes | tail -1
  14 lines, exit 0
  $ PAGER=gone-pager on_terminal sampan help exit-codes | sed -n '2,3p;$p'
    0  live, unchanged, nothing to do, or submitted where "wait" is false
    1  a bug in sampan: please report it
  15 lines, exit 0
  $ PAGER='exit 9' on_terminal sampan help config
  0 lines, exit 0
  $ PAGER='kill -9 $$' on_terminal sampan help config
  0 lines, exit 0
  $ PAGER='head -n 1' on_terminal sampan help exit-codes --no-pager | tail -1
  14 lines, exit 0
  $ PAGER='head -n 1' sampan help exit-codes | wc -l
  14

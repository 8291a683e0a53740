Help and version are results: they are printed on standard output, however they are requested.

  $ sampan version 2>/dev/null
  sampan 0.1.0
  $ sampan --version 2>/dev/null
  sampan 0.1.0
  $ sampan version --json 2>/dev/null
  {"checked":null,"command":"version","differences":[],"document":null,"error":null,"excerpts":[],"exit_code":0,"findings":[],"histories":[],"logs":[],"packages":[],"plans":[],"schema":1,"states":[],"targets":[],"text":["sampan 0.1.0"]}
  $ sampan 2>/dev/null | head -4
  sampan deploys the current commit to a cloud service and waits until it is live.
  
  commands:
    deploy       deploy the current commit and wait until it is live
  $ sampan > ../help; sampan help | cmp - ../help; sampan --help | cmp - ../help
  $ sampan help check 2>/dev/null
  sampan check
  
  read the config and print all errors and warnings; offline
  
  Errors are what plan, rehearse or deploy would refuse without network access.
  
  flags:
    -C, --directory DIR  run in DIR instead of the current directory
    --config FILE        the config file; default sampan.json
    --json               one JSON object on stdout, progress messages on stderr
    --events FILE        write one JSON object a line to FILE, as things happen
    -q, --quiet          only warnings, errors and results
    -v, --verbose        print every request with its status and duration, and why things are done
    --color WHEN         auto, always or never
    --lang LANG          the language of messages, en or zh; default: the locale's
    --trust-repo         read the repository even if another user owns it
    -h, --help           show the help for the command
  
  example:
    sampan check --config deploy/sampan.json
  $ sampan check --help > ../check; sampan -h check | cmp - ../check; sampan help check | cmp - ../check
  $ sampan package here -o x.zip --help | head -1
  sampan package [TARGET] -o FILE
  $ sampan help --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["text"][0])'
  sampan deploys the current commit to a cloud service and waits until it is live.
  $ sampan help exit-codes | head -2
    0  live, unchanged, nothing to do, or submitted where "wait" is false
    1  a bug in sampan: please report it

Every provider has a page of its own.

  $ sampan help local
  local: releases in a directory of this machine
  
  A target with "local" needs "package".
  
    directory (a directory; required)
        where `releases` and `current` are: absolute, `~/…`, or relative to the repository's root
    keep (an integer from 1 to 1000; default 5)
        how many releases are kept, including the live one
  
  cannot promote: a local release serves at once
  cannot cancel: a local release is switched in one step
  cannot show logs: a local release has no log
  
  a complete sampan.json:
  
    {
      "targets": {
        "here": {
          "when": { "branch": "main" },
          "local": { "directory": "../site-live" },
          "package": {},
        },
      },
    }
  
  one for this repository, with comments: sampan init --provider local
  more: sampan help config
  $ for provider in esa tcbTask tcbr tem wechat; do sampan help $provider | sed 1q; done
  esa: Alibaba Cloud ESA edge containers
  tcbTask: Tencent CloudBase, by a one-click task that is waited for
  tcbr: Tencent CloudBase Run
  tem: Tencent Elastic Microservice (TEM)
  wechat: WeChat cloud hosting, through a third-party platform
  $ sampan help locl
  sampan: error: unknown help topic "locl"
  sampan: hint: did you mean: sampan help local
  sampan: hint: see all commands: sampan help
  [64]

Unexpected arguments are an error, and so are unknown topics.

  $ sampan version here
  sampan: error: unexpected argument "here" for version
  sampan: hint: see: sampan help version
  [64]
  $ sampan help deploy staging
  sampan: error: unexpected argument "staging" for help
  sampan: hint: see: sampan help help
  [64]
  $ sampan help delpoy
  sampan: error: unknown help topic "delpoy"
  sampan: hint: did you mean: sampan help deploy
  sampan: hint: see all commands: sampan help
  [64]

After two dashes there are no flags.

  $ git commit -q --allow-empty -m 'Start' && cp $FIXTURES/here.json sampan.json
  $ sampan plan -- --help
  sampan: error: target "--help" is not in sampan.json
  sampan: hint: valid values: "here"
  [64]

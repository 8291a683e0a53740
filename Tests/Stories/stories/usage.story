An unknown command, an unknown flag, a missing value.

  $ sampan delpoy
  sampan: error: unknown command "delpoy"
  sampan: hint: did you mean: sampan deploy
  sampan: hint: see all commands: sampan help
  [64]
  $ for word in up push destroy validate release; do sampan $word || echo "exit $?"; done
  sampan: error: unknown command "up"
  sampan: hint: to deploy: sampan deploy
  sampan: hint: see all commands: sampan help
  exit 64
  sampan: error: unknown command "push"
  sampan: hint: to deploy: sampan deploy
  sampan: hint: see all commands: sampan help
  exit 64
  sampan: error: unknown command "destroy"
  sampan: hint: sampan does not delete services: use the provider's console
  sampan: hint: see all commands: sampan help
  exit 64
  sampan: error: unknown command "validate"
  sampan: hint: to check sampan.json: sampan check
  sampan: hint: see all commands: sampan help
  exit 64
  sampan: error: unknown command "release"
  sampan: hint: to deploy: sampan deploy
  sampan: hint: see all commands: sampan help
  exit 64
  $ sampan completions powershell
  sampan: error: no completions for shell "powershell"
  sampan: hint: run one of: sampan completions bash, sampan completions zsh, sampan completions fish
  sampan: hint: on Windows, run sampan in WSL, and give the name of the shell there
  [64]
  $ sampan deploy --forse
  sampan: error: unknown flag --forse for deploy
  sampan: hint: see all flags: sampan help deploy
  [64]
  $ sampan package -o
  sampan: error: --output needs a value
  sampan: hint: write -o, --output FILE
  [64]
  $ sampan plan -C ../gone
  sampan: error: directory "../gone" does not exist
  sampan: hint: check the path given with -C
  [64]
  $ sampan rehearse --scenario windy
  sampan: error: unknown scenario "windy"
  sampan: hint: valid values: "build-fails", "build-lost", "build-stuck", "busy", "calm", "clock-skew", "crash", "denied", "drip", "first-deploy", "frozen", "gray", "gray-by-header", "gray-by-parameter", "image-refused", "late-order", "late-route", "late-task", "lost-and-stolen", "lost-answer", "malformed", "newer-live", "not-opened", "open-order", "other-region", "other-spellings", "platform-version", "repository-address", "retired", "settings-dropped", "settings-lost", "stuck", "system-busy", "task-zero", "task-zero-stolen", "throttled", "tidying", "unavailable", "update-dropped", "upload-changed", "upload-cut", "upload-portal", "upload-refused", "version-dead" and "withdrawn"
  [64]
  $ sampan deploy --json=maybe
  sampan: error: invalid value "maybe" for --json
  sampan: hint: valid values: true, false
  [64]

Every flag has a variable; the flag takes precedence. Plugin containers have settings as variables.

  $ cp $FIXTURES/here.json other.json && git add -A && git commit -qm 'Start'
  $ SAMPAN_CONFIG=other.json sampan plan -q | head -2
  here → local ../site
    version   20231114-6234d7a4   commit 6234d7a4 "Start" (A)
  $ SAMPAN_CONFIG=none.json sampan plan --config other.json | head -2
  here → local ../site
    version   20231114-6234d7a4   commit 6234d7a4 "Start" (A)
  $ CI=woodpecker PLUGIN_CONFIG=other.json PLUGIN_TARGET=here sampan plan | head -2
  [1mhere[0m → local ../site
    version   20231114-6234d7a4   commit 6234d7a4 "Start" (A)
  $ PLUGIN_CONFIG=other.json sampan check
  sampan: error: no sampan.json in $HOME/work
  sampan: hint: write one, with comments: sampan init
  sampan: hint: name another file with --config
  [78]

Without a repository, the directory is in the message.

  $ cd .. && sampan plan
  sampan: error: no git repository at "$HOME" or above it
  sampan: hint: name the clone with -C DIR, or run git clone or git init
  [65]

An unknown flag is not skipped with its value taken for the command.

  $ sampan --frob zh check
  sampan: error: unknown flag --frob for sampan
  sampan: hint: see all flags: sampan help
  [64]

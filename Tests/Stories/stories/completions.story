The completions of each shell, as when a user presses TAB.

  $ sampan completions bash > ../bash && sampan completions fish > ../fish && mkdir ../zsh && sampan completions zsh > ../zsh/_sampan
  $ shellcheck -s bash ../bash && zsh -n ../zsh/_sampan && fish -n ../fish
  $ in_bash() { bash --norc -c '. ../bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sampan 2>/dev/null; echo "${COMPREPLY[@]}"' - sampan "$@"; }
  $ in_bash pl; in_bash c; in_bash package --l; in_bash plan --format ''; in_bash plan --format = git; in_bash -C .. help exit; in_bash --color a
  plan
  check cancel completions
  --lang --list
  github-matrix gitlab-child
  github-matrix gitlab-child
  exit-codes
  auto always
  $ in_bash help config pac; in_bash help ci git; in_bash rehearse --scenario task; in_bash hook in; in_bash hook print post-r; in_bash init --ci au; in_bash init --provider t
  package
  github gitlab gitee
  task-zero task-zero-stolen
  install
  post-receive
  auto
  tcbTask tcbr tem
  $ cp $FIXTURES/cloud.json sampan.json && mkdir sub && cp $FIXTURES/here.json sub/other.json && in_bash deploy ''; in_bash deploy --config sub/other.json ''; in_bash -C sub --config = other.json rehearse h; in_bash deploy cloud c; echo '{' > broken.json; in_bash plan --config broken.json ''; in_bash package --config gone.json ''
  cloud
  here
  here
  cloud
  
  
  $ touch a.json && in_bash check --config a; in_bash rollback --to ''; in_bash --dir; in_bash completions ''; in_bash package -
  a.json
  
  --directory
  bash zsh fish
  -C --directory --config --json --events -q --quiet -v --verbose --color --lang --trust-repo -h --help -o --output --list --provenance

Nothing that a config contains is run, and no name that check refuses is completed.

  $ echo '{ "targets": { "$(touch ran)": { "local": { "directory": "../site" }, "package": {} }, "sound": { "local": { "directory": "../site" }, "package": {} } } }' > evil.json
  $ in_bash deploy --config evil.json ''; sampan completions targets --config evil.json; ls ran
  sound
  sound
  ls: cannot access 'ran': No such file or directory
  [2]
  $ in_bash -C '$(touch ran)' deploy ''; sed -i 's/completions targets [^)]*/completions gone; echo "\\$(touch ran)"/' ../bash && in_bash deploy ''; ls ran
  
  $(touch ran)
  ls: cannot access 'ran': No such file or directory
  [2]
  $ sampan completions bash > ../bash
  $ in_fish() { fish --no-config -c "source ../fish; complete -C 'sampan $1'" | cut -f 1 | sort | tr '\n' ' '; echo; }
  $ in_fish pl; in_fish c; in_fish 'package --l'; in_fish 'plan --format '; in_fish 'help exit'; in_fish 'check --config a'; in_fish 'completions '; in_fish 'help config pac'; in_fish 'rehearse --scenario task'; in_fish 'hook in'; in_fish 'deploy cl'; in_fish 'deploy --config sub/other.json '
  plan 
  cancel check completions 
  --lang --list 
  github-matrix gitlab-child 
  exit-codes 
  a.json 
  bash fish zsh 
  package 
  task-zero task-zero-stolen 
  install 
  cloud 
  here 
  $ fish --no-config -c "source ../fish; complete -C 'sampan rehearse --scenario gra'" | tr '\t' ' '
  gray every release waits until a person promotes it
  gray-by-header a person has routed the requests with a header to the gray release
  gray-by-parameter a person has routed the requests with a URL parameter to the gray release
  $ cat > ../tab.py << 'END'
  > import os, pty, re, select, sys, time
  > pid, terminal = pty.fork()
  > if pid == 0: os.execvpe("zsh", ["zsh", "-f", "-i"], {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "TERM": "dumb", "PS1": "> ", "COLUMNS": "200"})
  > def until(mark):
  >   text, end = "", time.time() + 20
  >   while mark not in text and time.time() < end:
  >     if select.select([terminal], [], [], 0.2)[0]: text += os.read(terminal, 65536).decode()
  >   return text
  > os.write(terminal, b"fpath=($HOME/zsh $fpath); autoload -U compinit; compinit -u -D; zstyle ':completion:*' list-prompt ''; unsetopt list_beep; LISTMAX=1000; echo re''ady\n")
  > until("ready")
  > for words in sys.argv[1:]:
  >   # TAB completes as far as it can; what stands there then is shown by echo.
  >   os.write(terminal, b"sampan " + words.encode() + b"\t\x01echo '\x05'; echo do''ne\n")
  >   found = re.findall(r"\nsampan ([^\r\n]*)", until("\ndone").replace("\r", "\n"))
  >   print(found[-1].strip() if found else "nothing")
  > os.write(terminal, b"exit\n")
  > END
  $ python3 ../tab.py 'pl' 'comp' 'package --li' 'plan --format gitl' 'help exit' 'check --config a.j' 'completions z' '--config a.json rehearse --js' 'deploy clo' 'status --config sub/other.json h' '--config sub/other.json plan h' 'help config packa' 'hook uni' 'hook print post-r' 'rehearse --scenario task-zero-s' 'package --li'
  plan
  completions
  package --list
  plan --format gitlab-child
  help exit-codes
  check --config a.json
  completions zsh
  --config a.json rehearse --json
  deploy cloud
  status --config sub/other.json here
  --config sub/other.json plan here
  help config package
  hook uninstall
  hook print post-receive
  rehearse --scenario task-zero-stolen
  package --list

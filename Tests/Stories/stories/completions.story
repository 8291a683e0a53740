Shells complete what the program understands: asked as each shell is asked by a person who presses TAB.

  $ sampan completions bash > ../bash && sampan completions fish > ../fish && mkdir ../zsh && sampan completions zsh > ../zsh/_sampan
  $ shellcheck -s bash ../bash && zsh -n ../zsh/_sampan && fish -n ../fish
  $ bash4() { bash --norc -c '. ../bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sampan 2>/dev/null; echo "${COMPREPLY[@]}"' - sampan "$@"; }
  $ bash4 pl; bash4 c; bash4 package --l; bash4 plan --format ''; bash4 plan --format = git; bash4 -C .. help exit; bash4 --color a
  $ touch a.json && bash4 check --config a; bash4 rollback --to ''; bash4 --dir; bash4 completions ''; bash4 package -
  $ fish3() { fish --no-config -c "source ../fish; complete -C 'sampan $1'" | cut -f 1 | sort | tr '\n' ' '; echo; }
  $ fish3 pl; fish3 c; fish3 'package --l'; fish3 'plan --format '; fish3 'help exit'; fish3 'check --config a'; fish3 'completions '
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
  $ python3 ../tab.py 'pl' 'comp' 'package --li' 'plan --format gitl' 'help exit' 'check --config a.j' 'completions z' 'plan --for'

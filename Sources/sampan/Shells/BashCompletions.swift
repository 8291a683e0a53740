/// For bash 4 and newer, without the package bash-completion.
enum BashCompletions {
  static var lines: [String] {
    let flags = (Flag.common + Commands.all.flatMap { $0.ownFlags })
    let withValue = flags.filter { $0.value != nil }
    return [
      "# sampan in bash; made by: sampan completions bash",
      "_sampan() {",
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' last='' words='' flags='' index",
      "  local -a place=()",
      "  COMPREPLY=()",
      "  # bash splits --flag=value into three words.",
      "  if [[ $word == = ]]; then",
      "    word=''",
      "  elif [[ $before == = ]]; then",
      "    before=${COMP_WORDS[COMP_CWORD - 2]}",
      "  fi",
      "  case $before in",
    ] + withValue.map { "    \(pattern($0))) \(values(of: $0)) ;;" } + [
      "    *)",
      "      for ((index = 1; index < COMP_CWORD; index++)); do",
      "        case ${COMP_WORDS[index]} in",
      "          \(withValue.map(pattern).joined(separator: "|")))",
      "            before=${COMP_WORDS[index]}",
      "            [[ ${COMP_WORDS[index + 1]} != = ]] || ((index++))",
      "            ((index++))",
      "            # What the targets depend on.",
      "            case $before in",
      "              \([Flag.directory, .config].map(pattern).joined(separator: "|"))) place+=(\"$before\" \"${COMP_WORDS[index]}\") ;;",
      "            esac",
      "            ;;",
      "          -*|=) ;;",
      "          *) if [[ -z $command ]]; then command=${COMP_WORDS[index]}; else last=${COMP_WORDS[index]}; fi ;;",
      "        esac",
      "      done",
      "      case $command in",
      "        '') \(words(Commands.all.map { $0.name }, Flag.common)) ;;",
    ] + Commands.all.map { "        \($0.name)) \(words($0.choices, $0.flags))\(targets(of: $0)) ;;" } + [
      "      esac",
      "      case $command/$last in",
    ]
      + Commands.all.flatMap { command in
        command.furtherChoices.sorted { $0.key < $1.key }
          .map { "        \(command.name)/\($0.key)) words='\($0.value.joined(separator: " "))' ;;" }
      } + [
        "        */) ;;",
        "        \(Commands.all.filter { !$0.choices.isEmpty }.map { "\($0.name)/*" }.joined(separator: "|"))) words='' ;;",
        "      esac",
        "      [[ $word != -* ]] || words=$flags",
        "      ;;",
        "  esac",
        "  # Not compgen -W: it would expand what is in the words, and targets are named by whoever wrote the config.",
        "  read -r -d '' -a place <<< \"$words\"",
        "  for before in \"${place[@]}\"; do",
        "    [[ $before != \"$word\"* ]] || COMPREPLY+=(\"$before\")",
        "  done",
        "}",
        "complete -F _sampan sampan",
      ]
  }

  private static func targets(of command: any Command.Type) -> String {
    command.takesTargets ? "; words=$(sampan completions targets \"${place[@]}\" 2>/dev/null)" : ""
  }

  private static func pattern(_ flag: Flag) -> String { flag.spellings.joined(separator: "|") }

  private static func values(of flag: Flag) -> String {
    if !flag.completions.isEmpty { return "words='\(flag.completions.joined(separator: " "))'" }
    guard flag.namesPath else { return "return" }
    let kind = flag.value == "DIR" ? "-d" : "-f"
    return "compopt -o filenames; mapfile -t COMPREPLY < <(compgen \(kind) -- \"$word\"); return"
  }

  private static func words(_ words: [String], _ flags: [Flag]) -> String {
    "words='\(words.joined(separator: " "))' flags='\(flags.flatMap(\.spellings).joined(separator: " "))'"
  }
}

import Model

/// Commands of other tools, and the command of sampan that does the same.
enum CommandSuggestions {
  /// What to type instead of a command that does not exist; nil when no other tool has a command of that name.
  static func remedy(for word: String) -> Text? { remedies.first { $0.words.contains(word) }?.remedy }

  private static let remedies: [(words: Set<String>, remedy: Text)] = [
    (
      [
        "up", "push", "publish", "release", "ship", "apply", "run", "start", "update", "upgrade", "go",
        "redeploy",
      ],
      "to deploy: sampan deploy"
    ),
    (["preview", "dry-run", "show", "explain", "what"], "to see what would be deployed: sampan plan"),
    (["lint", "validate", "verify", "fmt", "config"], "to check sampan.json: sampan check"),
    (["build", "zip", "pack", "archive", "bundle"], "to write the package: sampan package -o package.zip"),
    (
      [
        "ps", "info", "state", "live", "describe", "get",
      ],
      "to see what is live, and how far HEAD is from it: sampan status"
    ),
    (
      ["compare", "drift", "changes"],
      "to see the commits and files between what is live and HEAD: sampan diff TARGET"
    ),
    (["log", "tail"], "to see the logs of a release: sampan logs TARGET"),
    (
      ["ls", "list", "releases", "versions", "deployments"],
      "to see the releases that the provider keeps: sampan history"
    ),
    (["undo", "revert", "back", "restore"], "to go back to the release before: sampan rollback TARGET"),
    (["stop", "abort", "kill"], "to stop a rollout in progress: sampan cancel TARGET"),
    (
      ["approve", "confirm", "finish", "resume", "continue"],
      "to finish a gray release: sampan promote TARGET"
    ),
    (
      ["traffic", "shift", "weight"],
      "to give a gray release a share of the traffic: sampan promote TARGET --percent N"
    ),
    (
      ["test", "try", "simulate", "emulate", "dev", "serve", "local", "mock"],
      "to try a deploy without an account: sampan rehearse"
    ),
    (["new", "create", "setup", "generate", "bootstrap"], "to write sampan.json: sampan init"),
    (["install", "uninstall", "hooks"], "for the git hook: sampan hook install"),
    (
      ["login", "logout", "auth", "whoami", "configure"],
      "credentials are read from the environment; to check them: sampan doctor --credentials"
    ),
    (["diagnose", "debug", "env"], "to check machine, clone and config: sampan doctor"),
    (["report", "json"], "for the results as JSON: sampan deploy --json"),
    (
      ["delete", "destroy", "remove", "rm", "down", "prune"],
      "sampan does not delete services: use the provider's console"
    ),
    (
      ["scale", "restart", "exec", "ssh", "env-set", "secrets"],
      "sampan only deploys: use the provider's console"
    ),
    (["man", "usage", "commands", "docs", "examples", "topics"], "for help: sampan help"),
    (["ci", "workflow", "pipeline", "actions"], "to write the file of a CI system: sampan init --ci auto"),
    (["watch", "wait", "follow"], "to wait for a rollout in progress: sampan status --wait"),
    (["recipe", "template", "example"], "for a complete sampan.json of a provider: sampan help PROVIDER"),
  ]
}

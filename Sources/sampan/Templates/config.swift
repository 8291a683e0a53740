// Made by .ci/regenerate from ci-templates/sampan.json: change that.

extension Texts {
  static let config = #"""
    {
      // For editors (OWNER/sampan stands for the repository that Sampan is released from: put its name there).
      "$schema": "https://raw.githubusercontent.com/OWNER/sampan/main/ci-templates/sampan.schema.json",

      // Of a list, the first whose names all have a value: a tag where there is one. {describe} and {count} are
      // known in a full clone only. All names: sampan help config
      "version": ["{tag}", "{date}-{short}"],

      "targets": {
        "staging": {
          // Commits on this branch deploy here by themselves; pull and merge requests never do.
          "when": { "branch": "main" },
          // The provider and what it has to know: put in your own. Credentials come from the environment, never
          // from here.
          "tcbr": { "envId": "staging-1a2b3c", "serverName": "api" },
          // The source as a zip that the cloud builds. Instead: "image", a container image that CI pushed.
          "package": { "exclude": ["docs/**"] },
        },
        "production": {
          "when": { "tag": "v*" },
          // GRAY waits for: sampan promote production
          "tcbr": { "envId": "prod-4d5e6f", "serverName": "api", "releaseType": "FULL" },
          "package": { "exclude": ["docs/**"] },
          // Back to the release before when the new one fails.
          "onFailure": "rollback",
        },
      },
    }

    """#
}

// Made by .ci/regenerate from ci-templates/sampan.json: do not edit.

extension Texts {
  static let config = #"""
    {
      // For editors (OWNER/sampan stands for the repository that Sampan is released from: replace it with its name).
      "$schema": "https://raw.githubusercontent.com/OWNER/sampan/main/ci-templates/sampan.schema.json",

      // The first template whose names all have a value is used: the tag, if there is one. {describe} and {count}
      // need a full clone. All names: sampan help config
      "version": ["{tag}", "{date}-{short}"],

      "targets": {
        "staging": {
          // Commits on this branch are deployed automatically; pull and merge requests never are.
          "when": { "branch": "main" },
          // The provider and the service: replace them with yours. Credentials are read from the environment,
          // never from this file.
          "tcbr": { "envId": "staging-1a2b3c", "serverName": "api" },
          // The source as a zip, which the cloud builds. Or "image": a container image that CI pushed.
          "package": { "exclude": ["docs/**"] },
        },
        "production": {
          "when": { "tag": "v*" },
          // With GRAY, a new release gets all traffic only after: sampan promote production
          "tcbr": { "envId": "prod-4d5e6f", "serverName": "api", "releaseType": "FULL" },
          "package": { "exclude": ["docs/**"] },
          // Go back to the previous release if the new one fails.
          "onFailure": "rollback",
        },
      },
    }

    """#
}

// swift-tools-version: 6.2
import PackageDescription

/// What holds in every room: no implicit existentials, no transitive imports, no unchecked pointers, no
/// warnings.
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

func room(_ name: String, imports: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: imports, swiftSettings: house)
}

func tests(_ name: String, imports: [Target.Dependency], resources: [Resource] = []) -> Target {
  .testTarget(name: name, dependencies: imports, resources: resources, swiftSettings: house)
}

// Dependency order: a target only ever imports what stands above it. Sources/README.md says what each one is.
let package = Package(
  name: "sampan",
  products: [.executable(name: "sampan", targets: ["sampan"])],
  targets: [
    .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CMbedTLS", providers: [.apt(["libmbedtls-dev"])]),
    // Not a library: the instructions of the processor.
    .systemLibrary(name: "CSHA256"),
    // Not linked: loaded when a request is sent.
    .systemLibrary(name: "CCurl"),

    room("Model"),
    room("CI", imports: ["Model"]),
    // The catalogue is for translators; the program has it as text.
    .target(name: "Languages", dependencies: ["Model"], exclude: ["zh_CN.po"], swiftSettings: house),
    room("Config", imports: ["Model"]),
    room("Posix", imports: ["Model"]),
    room("Digest", imports: ["Model", "CMbedTLS", "CSHA256"]),
    room("Packaging", imports: ["Model", "Digest"]),
    room("Zip", imports: ["Model", "Posix", "CZlib"]),
    room("Git", imports: ["Model", "Zip", "CLibgit2"]),
    room("HTTP", imports: ["Model", "Posix", "CCurl"]),
    room("Effects", imports: ["Model", "Posix", "HTTP"]),
    room("Chat", imports: ["Model", "Digest", "HTTP", "Effects"]),
    room("Registry", imports: ["Model", "Digest", "HTTP", "Effects"]),
    room("Providers", imports: ["Model", "Digest", "HTTP", "Effects", "Zip"]),
    room(
      "Pipeline",
      imports: [
        "Model", "Config", "Digest", "Git", "Packaging", "Zip", "HTTP", "Effects", "Chat", "Registry",
        "Providers",
      ]),
    room("Hooks", imports: ["Model", "Digest", "Git", "Effects", "Pipeline"]),
    room("Report", imports: ["Model"]),
    room("Emulator", imports: ["Model", "Digest"]),
    .executableTarget(
      name: "sampan",
      dependencies: [
        "Model", "CI", "Config", "Effects", "HTTP", "Providers", "Pipeline", "Hooks", "Report", "Languages",
        "Emulator",
      ],
      swiftSettings: house),

    .target(
      name: "Support", dependencies: ["Model", "Emulator"], path: "Tests/Support", swiftSettings: house),
    .target(
      name: "Courses",
      dependencies: ["Model", "HTTP", "Effects", "Providers", "Pipeline", "Emulator", "Support"],
      path: "Tests/Courses", swiftSettings: house),
    .executableTarget(
      name: "Bench", dependencies: ["Model", "HTTP", "Effects", "Registry", "Emulator", "Support"],
      path: "Tests/Bench", swiftSettings: house),
    tests("ModelTests", imports: ["Model", "Support"]),
    tests("PosixTests", imports: ["Model", "Posix", "Support"]),
    tests("LanguagesTests", imports: ["Model", "Languages", "Support"]),
    tests("CITests", imports: ["Model", "CI", "Support"]),
    tests("ConfigTests", imports: ["Model", "Config", "Support"]),
    tests("DigestTests", imports: ["Model", "Digest"]),
    tests("GitTests", imports: ["Model", "Git", "Support"]),
    tests("PackagingTests", imports: ["Model", "Packaging", "Support"]),
    tests("ZipTests", imports: ["Model", "Zip", "Digest", "Support"]),
    tests("HTTPTests", imports: ["Model", "HTTP", "Emulator", "Support"]),
    tests("EffectsTests", imports: ["Model", "Posix", "HTTP", "Effects", "Support"]),
    tests(
      "ChatTests", imports: ["Model", "HTTP", "Effects", "Chat", "Emulator", "Languages", "Support"]),
    tests(
      "RegistryTests", imports: ["Model", "Digest", "HTTP", "Effects", "Registry", "Emulator", "Support"]),
    tests("ReportTests", imports: ["Model", "Report", "Languages", "Support"]),
    tests("EmulatorTests", imports: ["Model", "Digest", "HTTP", "Emulator", "Support"]),
    tests(
      "ProvidersTests",
      imports: ["Model", "Digest", "HTTP", "Effects", "Zip", "Providers", "Emulator", "Support"]),
    tests(
      "PipelineTests",
      imports: [
        "Model", "CI", "Config", "Git", "Zip", "HTTP", "Effects", "Providers", "Pipeline", "Emulator",
        "Support",
      ]),
    tests("HooksTests", imports: ["Model", "Effects", "Hooks", "Support"]),
    tests(
      "Conformance",
      imports: [
        "Model", "HTTP", "Effects", "Providers", "Pipeline", "Report", "Emulator", "Support", "Courses",
      ]),
    tests(
      "MadeUpProviderTests",
      imports: ["Model", "Digest", "HTTP", "Effects", "Providers", "Emulator", "Courses"]),
    tests(
      "Stories", imports: ["Model", "Emulator", "Support", "sampan"], resources: [.copy("stories")]),
  ],
  swiftLanguageModes: [.v6]
)

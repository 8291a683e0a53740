import Model

/// The JAR or WAR that a build of Maven or Gradle makes.
enum BuiltJar {
  /// Relative to the root; nil without such a build. A file that was built already is what is meant; otherwise the name
  /// follows from the build file, as far as it is written there plainly.
  static func path(in folder: String, of tree: WorkTreeFiles) -> String? {
    let prefix = folder.isEmpty ? "" : "\(folder)/"
    func built(_ directory: String) -> String? {
      let names = tree.names(in: prefix + directory).filter(isDeployed)
      return names.count == 1 ? "\(prefix)\(directory)/\(names[0])" : nil
    }
    if let pom = tree.text("\(prefix)pom.xml") {
      return built("target") ?? "\(prefix)target/\(name(inPOM: pom) ?? "app").\(packaging(inPOM: pom))"
    }
    for file in ["build.gradle", "build.gradle.kts"] {
      guard let build = tree.text(prefix + file) else { continue }
      if let path = built("build/libs") { return path }
      let settings = tree.text("\(prefix)settings.gradle") ?? tree.text("\(prefix)settings.gradle.kts") ?? ""
      let parts = [assigned("rootProject.name", in: settings) ?? "app", assigned("version", in: build)]
      return "\(prefix)build/libs/\(parts.compactMap { $0 }.joined(separator: "-")).jar"
    }
    return nil
  }

  /// The command that makes it, in that folder: the wrapper of the repository, or the tool that is installed.
  static func command(in folder: String, of tree: WorkTreeFiles) -> String? {
    let names = tree.names(in: folder)
    if names.contains("pom.xml") { return names.contains("mvnw") ? "./mvnw package" : "mvn package" }
    guard names.contains(where: { $0 == "build.gradle" || $0 == "build.gradle.kts" }) else { return nil }
    return names.contains("gradlew") ? "./gradlew build" : "gradle build"
  }

  /// Not the sources, the documentation, or what Spring Boot and Gradle keep beside the executable one.
  private static func isDeployed(_ name: String) -> Bool {
    (name.hasSuffix(".jar") || name.hasSuffix(".war")) && isPlain(name)
      && !["-sources.jar", "-javadoc.jar", "-tests.jar", "-plain.jar"].contains(where: name.hasSuffix)
      && !name.hasPrefix("original-")
  }

  private static func packaging(inPOM text: String) -> String {
    element("packaging", of: project(text)) == "war" ? "war" : "jar"
  }

  /// `finalName`, or artifact and version; nil where they are inherited or made of properties.
  private static func name(inPOM text: String) -> String? {
    if let name = element("finalName", of: text) { return name }
    let project = project(text)
    guard let artifact = element("artifactId", of: project) else { return nil }
    // Without a version of its own, a project has its parent's.
    guard let version = element("version", of: project) ?? parentVersion(text) else { return nil }
    return "\(artifact)-\(version)"
  }

  /// The part of a `pom.xml` that describes the project itself: without its parent, up to its dependencies or its build.
  private static func project(_ text: String) -> String {
    var text = text
    if let start = text.firstRange(of: "<parent>"), let end = text.firstRange(of: "</parent>"),
      start.upperBound <= end.lowerBound
    {
      text.removeSubrange(start.lowerBound..<end.upperBound)
    }
    let ends = ["<dependencies>", "<dependencyManagement>", "<build>", "<profiles>"]
      .compactMap { text.firstRange(of: $0)?.lowerBound }
    return String(text[..<(ends.min() ?? text.endIndex)])
  }

  private static func parentVersion(_ text: String) -> String? {
    guard let start = text.firstRange(of: "<parent>") else { return nil }
    let rest = text[start.upperBound...]
    return element(
      "version", of: String(rest[..<(rest.firstRange(of: "</parent>")?.lowerBound ?? rest.endIndex)]))
  }

  private static func element(_ name: String, of text: String) -> String? {
    guard let start = text.firstRange(of: "<\(name)>") else { return nil }
    let rest = text[start.upperBound...]
    guard let end = rest.firstRange(of: "</\(name)>") else { return nil }
    let value = String(rest[..<end.lowerBound].trimmingBlanks)
    return isPlain(value) ? value : nil
  }

  /// Of `name = 'value'` and `name "value"`, at the start of a line.
  private static func assigned(_ name: String, in text: String) -> String? {
    for line in text.split(separator: "\n") {
      let line = line.trimmingBlanks
      guard line.hasPrefix(name) else { continue }
      let rest = line.dropFirst(name.count).drop { $0.isWhitespace || $0 == "=" }
      guard let quote = rest.first, quote == "'" || quote == "\"" else { continue }
      let value = String(rest.dropFirst().prefix { $0 != quote })
      return isPlain(value) ? value : nil
    }
    return nil
  }

  private static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 200
      && text.utf8.allSatisfy { $0.isAlphanumeric || "._-+".utf8.contains($0) }
  }
}

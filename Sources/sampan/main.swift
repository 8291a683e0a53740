import CI
import Effects
import Foundation
import Model
import Pipeline
import Report
import Zip

// One run: what was typed, what it means, carry it out, say how it went, exit.

openStandardStreams()
surviveFailedWrites()

let words = Array(CommandLine.arguments.dropFirst())
let environment = Run.withPluginCredentials(ProcessInfo.processInfo.environment)
let stop = StopSignal()
let console = Console()
let secrets = SecretRegister()
let voice = Voice(
  Reporting.live(words, environment, console: console, secrets: secrets), console: console)
var world = World.live(
  version: VersionCommand.number, stop: stop, secrets: secrets, tell: { voice.tell($0) },
  unpack: { (zip, directory) throws(Failure) in try Unzip.unpack(zip, into: directory) })
world.environment = environment
world.masked = { Sanitizer(secrets: $1).mask($0) }

let files = world.files
do throws(Failure) {
  try provideDescriptors()
} catch {
  exit(voice.finish(RunReport(error, of: words), files: files).rawValue)
}
// Not by a top-level `await`: that would start Dispatch, which needs descriptors, before the first line above.
Task {
  let report = await Run.report(words, in: world, stop: stop) { _ = voice.finish($0, files: files) }
  exit(voice.finish(report, files: files).rawValue)
}
dispatchMain()

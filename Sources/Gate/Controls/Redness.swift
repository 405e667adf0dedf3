import Project
import Verifier

/// What a step failed by where the work is missing, as far as it alone tells.
enum Redness {
    /// Something ran there and did not hold.
    case played
    /// Its tests cannot be built or loaded there: something else failed in their place.
    case unloadable
    /// Nothing ran that could have failed.
    case nothing
}

extension StepReport {
    /// What this step failed by, whatever else is known of it.
    func redness(with laid: () throws -> LaidTests) -> Redness {
        let named = assertions.filter { $0.subject.hasPrefix("test ") || $0.expected == "an answer" || $0.sawNothing }
        let sawNothing = !named.isEmpty && named.allSatisfy(\.sawNothing)
        guard kind == "tests" else { return sawNothing ? .nothing : .played }
        let hasFailed =
            response["tests"]?.items?.contains { $0["outcome"] == "failed" } == true
            || (response["counts"]?["failed"]?.integer ?? 0) > 0
        guard !hasFailed else { return sawNothing ? .unloadable : .played }
        return isUnloadable(with: laid) ? .unloadable : .nothing
    }

    /// Whether it was to run tests, came to an end, and no runner's results stand in what it printed.
    var isUnread: Bool { kind == "tests" && response["exit"] != nil && response["counts"] == nil }

    /// Whether no test of it failed, and none could have: files or packages of them cannot be loaded, or nothing ran.
    ///
    /// Where names are looked up only when a test runs, each that fails for want of one is as good as not loaded.
    func hasNotLoaded(with laid: () throws -> LaidTests) -> Bool {
        let failed = response["tests"]?.items?.filter { $0["outcome"] == "failed" } ?? []
        guard failed.isEmpty else {
            let played = failed.count { $0["unloaded"] != true }
            return kind == "tests" && (played == 0 || UnknownNames(in: output).explain(played))
        }
        return (response["counts"]?["failed"]?.integer ?? 0) == 0 && redness(with: laid) != .played
    }

    /// Whether compiler or loader say that lines of tests are what they cannot take.
    private func isUnloadable(with laid: () throws -> LaidTests) -> Bool {
        let errors = ErrorReading.errors(in: output)
        guard !errors.isEmpty, let laid = try? laid() else { return false }
        return errors.contains { error in error.file.map { laid.holds($0, line: error.line) } ?? false }
    }

    private var output: String {
        [response["stdout"], response["stderr"]].compactMap { $0?.string }.joined(separator: "\n")
    }
}

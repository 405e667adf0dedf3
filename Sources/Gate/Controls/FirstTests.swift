import HarnessKit
import Worktree

/// Whether what a chore's scenarios fail by on the base is that the project had no tests yet.
struct FirstTests {
    let shop: Workshop
    let base: BaseControl.Outcome

    /// The scenarios in which nothing ran there, for want of any tests.
    func run() throws -> Set<String> {
        guard shop.task.kind == .chore, base.hasRun else { return [] }
        let names = base.failed.keys.filter { name in
            base.failures[name]?.kind == "tests" && base.redness(of: name, with: { try shop.laidTests() }) == .nothing
        }
        guard !names.isEmpty, try !hadTests() else { return [] }
        return Set(names)
    }

    private func hadTests() throws -> Bool {
        let paths = try TestPaths()
        return try shop.former.manifest(of: .start).entries.contains { entry in
            if case .tests = paths.role(of: entry.path) { return true }
            return false
        }
    }
}

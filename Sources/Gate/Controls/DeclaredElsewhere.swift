import HarnessKit
import Verifier
import Worktree

/// Tests that a build file of the project starts, which is no file of tests: it is not laid over a state of before.
struct DeclaredElsewhere {
    /// What to expect of that and what to do about it; nil where it is not so.
    let text: String?

    private static let files = [
        "make": ["GNUmakefile", "makefile", "Makefile"], "gmake": ["GNUmakefile", "makefile", "Makefile"],
        "meson": ["meson.build"], "ninja": ["meson.build"],
    ]

    init(_ base: BaseControl.Outcome, tree: Manifest, laid: LaidTests) {
        let steps = base.failed.keys.sorted { $0.precedes($1) }.compactMap { base.failures[$0] }
        let names = steps.filter { $0.kind == "tests" && $0.redness(with: { laid }) == .nothing }
            .compactMap { step -> String? in
                guard step.request["cwd"]?.string == nil else { return nil }
                let words = step.request["argv"]?.items?.compactMap(\.string) ?? []
                guard !words.contains(where: { $0 == "-C" || $0 == "-f" }) else { return nil }
                return words.first.map { Path($0).name }
            }
        let declaring = names.compactMap { Self.files[$0] }.first ?? []
        let there = Set(tree.entries.map(\.path.description))
        text = declaring.first(where: there.contains).map { file in
            "; nothing could run there, and what \(file) declares is not laid over it as files of tests are: for V2 let "
                + "a file of theirs, such as tests/Makefile, build and start them, and run that in the step"
        }
    }
}

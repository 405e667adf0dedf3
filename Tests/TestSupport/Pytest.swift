import HarnessKit

/// The pytest of this machine, where there is one.
package enum Pytest {
    package static let isThere =
        (try? Workbench().run(["python3", "-m", "pytest", "--version"]).exit.isSuccess) ?? false
    /// The python3 that has it, wherever it lies.
    package static let python: String? =
        isThere
        ? try? Workbench().shell("python3 -c 'import sys; print(sys.executable)'")
            .output.text.split(separator: "\n").joined() : nil
}

import HarnessKit

/// A way in which a test run tells its results.
///
/// Only `junit` reports cannot be forged by what a test prints. Go, XCTest and Swift Testing name a test before
/// it runs, so a result that is printed alone does not count; the other formats take every line of the right
/// shape, and a forged one shows as a doubt, where the runner prints a summary.
package enum TestFormat: String, CaseIterable, JSONConvertible {
    case junit, tap, xctest
    case swiftTesting = "swift-testing"
    case pytest, unittest, go, cargo, jest, vitest, mocha, node, bun, playwright, surefire, ctest

    /// The runner as people call it.
    package var runner: String { row.runner }

    /// The command that makes the runner name each test.
    package var namingCommand: String { row.command }

    /// Whether the runner ends with counts.
    var hasSummary: Bool { ![.go, .tap, .junit].contains(self) }

    /// Reads this runner's console; nil for reports.
    var reader: (any TestReader)? { row.reader?.init() }

    private var row: (runner: String, command: String, reader: (any TestReader.Type)?) {
        switch self {
        case .junit: ("JUnit", "name the JUnit report files", nil)
        case .tap: ("TAP", "run 'prove -v', or the program itself", TAPReader.self)
        case .xctest: ("XCTest", "run 'swift test' without '--parallel' and '--quiet'", XCTestReader.self)
        case .swiftTesting: ("Swift Testing", "run 'swift test' without '--quiet'", SwiftTestingReader.self)
        case .pytest: ("pytest", "run 'pytest -v' or 'pytest -rA'", PytestReader.self)
        case .unittest: ("unittest", "run 'python -m unittest -v'", UnittestReader.self)
        case .go: ("go test", "run 'go test -v' or 'go test -json'", GoReader.self)
        case .cargo: ("cargo test", "run 'cargo test' without '--quiet'", CargoReader.self)
        case .jest: ("jest", "run 'jest --verbose'", JestReader.self)
        case .vitest: ("vitest", "run 'vitest run --reporter=verbose'", VitestReader.self)
        case .mocha: ("mocha", "run 'mocha --reporter spec'", MochaReader.self)
        case .node: ("node --test", "run 'node --test --test-reporter=spec'", NodeReader.self)
        case .bun: ("bun test", "run 'bun test' without '--dots'", BunReader.self)
        case .playwright: ("Playwright", "run 'playwright test --reporter=list'", PlaywrightReader.self)
        case .surefire: ("Surefire", "name the files target/surefire-reports/*.xml as reports", SurefireReader.self)
        case .ctest: ("ctest", "run 'ctest' without '--quiet'", CTestReader.self)
        }
    }
}

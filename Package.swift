// swift-tools-version: 6.2
import PackageDescription

/// The names an install answers to. All are one executable; the invoked name picks the tool.
let names =
    Context.environment["HARNESS_PRODUCTS"].map { $0.split(separator: " ").map(String.init) }
    ?? ["harness-executor", "task-state", "verify", "memory-query", "harness-critic"]

/// A module at a time: file by file each would read all others again, a fifth more work.
let whole = ["-disable-batch-mode", "-whole-module-optimization", "-num-threads", "4"]
let swift: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    // And once: what others import would be made in a pass of its own, a quarter more work.
    .unsafeFlags(whole + ["-no-emit-module-separately-wmo"], .when(configuration: .debug)),
]
/// All wait for the first module: it is made in two halves at once.
let first: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .unsafeFlags(["-driver-batch-count", "2"], .when(configuration: .debug)),
]
/// What tests spend in C is hashing.
let c: [CSetting] = [.treatAllWarnings(as: .error), .unsafeFlags(["-O2"], .when(configuration: .debug))]

let package = Package(
    name: "harness-executor",
    products: names.map { .executable(name: $0, targets: ["harness-executor"]) },
    targets: [
        // Floor 0: knows no tool.
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "CHarness", dependencies: ["CSQLite"], cSettings: c),
        .target(name: "HarnessKit", dependencies: ["CSQLite", "CHarness"], swiftSettings: first),

        // Floor 1: the work tree, and git.
        .target(name: "Worktree", dependencies: ["HarnessKit"], swiftSettings: swift),

        // Floor 2: the record. All of its SQL stands there.
        .target(name: "Ledger", dependencies: ["HarnessKit"], swiftSettings: swift),

        // Floor 3: the tools; none imports another.
        .target(name: "TaskState", dependencies: ["HarnessKit", "Worktree", "Ledger"], swiftSettings: swift),
        .target(name: "Verifier", dependencies: ["HarnessKit", "Worktree", "Ledger"], swiftSettings: swift),
        .target(name: "Project", dependencies: ["HarnessKit", "Worktree", "Ledger"], swiftSettings: swift),
        .target(name: "HarnessCritic", dependencies: ["HarnessKit", "Worktree", "Ledger"], swiftSettings: swift),
        .target(name: "Memory", dependencies: ["HarnessKit", "Ledger", "Worktree"], swiftSettings: swift),

        // Floor 4: what needs several of floor 3.
        .target(
            name: "Gate", dependencies: ["HarnessKit", "Worktree", "Ledger", "TaskState", "Verifier", "Project"],
            swiftSettings: swift),

        .target(
            name: "Dashboard",
            dependencies: ["HarnessKit", "Worktree", "Ledger", "TaskState", "Verifier", "HarnessCritic"],
            swiftSettings: swift),

        // Floor 5: names and wiring.
        .executableTarget(
            name: "harness-executor",
            dependencies: [
                "HarnessKit", "Ledger", "TaskState", "Verifier", "Project", "Memory", "HarnessCritic", "Gate",
                "Dashboard",
            ],
            swiftSettings: swift),

        .target(name: "TestSupport", dependencies: ["HarnessKit"], path: "Tests/TestSupport", swiftSettings: swift),
        .testTarget(
            name: "HarnessKitTests", dependencies: ["HarnessKit", "CHarness", "CSQLite", "TestSupport"],
            swiftSettings: swift),
        .testTarget(name: "LedgerTests", dependencies: ["HarnessKit", "Ledger", "TestSupport"], swiftSettings: swift),
        .testTarget(
            name: "WorktreeTests", dependencies: ["HarnessKit", "Worktree", "TestSupport"], swiftSettings: swift),
        .testTarget(
            name: "TaskStateTests", dependencies: ["HarnessKit", "Ledger", "TaskState", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "VerifierTests", dependencies: ["HarnessKit", "Ledger", "TaskState", "Verifier", "TestSupport"],
            exclude: ["samples"], swiftSettings: swift),
        .testTarget(
            name: "ProjectTests", dependencies: ["HarnessKit", "Ledger", "TaskState", "Project", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "GateTests",
            dependencies: [
                "HarnessKit", "Ledger", "Worktree", "TaskState", "Verifier", "Project", "HarnessCritic", "Gate",
                "TestSupport",
            ],
            swiftSettings: swift),
        .testTarget(
            name: "GateAuditTests",
            dependencies: ["HarnessKit", "Ledger", "Worktree", "TaskState", "Verifier", "Gate", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "HarnessCriticTests",
            dependencies: ["HarnessKit", "Ledger", "TaskState", "HarnessCritic", "TestSupport"], swiftSettings: swift),
        .testTarget(
            name: "MemoryTests", dependencies: ["HarnessKit", "Ledger", "Memory", "TestSupport"], swiftSettings: swift),
        .testTarget(
            name: "DashboardTests",
            dependencies: ["HarnessKit", "Ledger", "TaskState", "Dashboard", "HarnessCritic", "TestSupport"],
            swiftSettings: swift),
        .testTarget(
            name: "EndToEndTests", dependencies: ["HarnessKit", "TestSupport", "harness-executor"],
            exclude: ["hooks"], swiftSettings: swift),
        .testTarget(name: "HouseTests", dependencies: ["HarnessKit", "TestSupport"], swiftSettings: swift),
        .testTarget(
            name: "Benchmarks", dependencies: ["HarnessKit", "CHarness", "Worktree", "Memory", "TestSupport"],
            path: "bench/Benchmarks",
            swiftSettings: swift),
    ]
)

// What a benchmark of one module needs, and nothing else: `make bench-memory` would compile every test besides.
if let only = Context.environment["HARNESS_ONLY"] {
    let needed = only.split(separator: " ").map(String.init)
    package.targets.removeAll { !needed.contains($0.name) }
    package.products = []
}

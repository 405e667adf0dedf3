extension Ecosystem {
    static let swift = Ecosystem(
        name: "swift", manifests: ["Package.swift"],
        sources: [
            .text(
                "Package.swift",
                [
                    ScanRow(#"\bPackage\(\s*name:\s*"([^"]+)""#, .key("name")),
                    ScanRow(#"\.executableTarget\(\s*name:\s*"([^"]+)""#, .key("executable")),
                    ScanRow(#"\.testTarget\(\s*name:\s*"([^"]+)""#, .key("tests")),
                    ScanRow(#"\.library\(\s*name:\s*"([^"]+)""#, .key("library")),
                    ScanRow(
                        #"\.package\(\s*(?:name:\s*"[^"]*",\s*)?url:\s*"[^"]*?/([\w.-]+?)(?:\.git)?""#, .dependency),
                ])
        ],
        commands: [
            CommandRow(.build, "swift build", [.manifest], .certain),
            CommandRow(.lint, "swift format lint --strict --recursive Sources", [.file(".swift-format")], .likely),
            CommandRow(.lint, "swiftlint lint --strict", [.file(".swiftlint.yml")], .likely),
            CommandRow(.test, "swift test", [.key("tests")], .certain),
        ],
        programs: [
            ProgramRow(
                .server, "Vapor", .keys("executable"), "swift run <name> serve --hostname 127.0.0.1 --port {{port}}",
                .option, .certain,
                signs: [.dependency("vapor")]),
            ProgramRow(
                .server, "Hummingbird", .keys("executable"), "swift run <name> --hostname 127.0.0.1 --port {{port}}",
                .option, .likely,
                signs: [.dependency("hummingbird")]),
            ProgramRow(.cli, "Swift", .keys("executable"), "swift run --quiet <name>", .none, .certain),
            ProgramRow(.library, "Swift", .keys("library"), "", .none, .certain),
        ],
        code: ["Sources/*/*.swift", "Sources/*.swift"], title: [],
        examples: [
            Example(
                [
                    "Package.swift": """
                    // swift-tools-version: 6.0
                    let package = Package(
                        name: "hi",
                        // .executableTarget(name: "old"),
                        targets: [
                            .executableTarget(
                                name: "hi", dependencies: ["Kit"]),
                            .target(name: "Kit"),
                            .testTarget(name: "KitTests", dependencies: ["Kit"]),
                        ])
                    """,
                    ".swift-format": "{}",
                ],
                gives: [
                    "build: swift build", "lint: swift format lint --strict --recursive Sources (likely)",
                    "test: swift test",
                    "cli hi: swift run --quiet hi",
                ]),
            Example(
                [
                    "Package.swift": """
                    let package = Package(
                        name: "api",
                        dependencies: [.package(url: "https://github.com/vapor/vapor.git", from: "4.99.3")],
                        targets: [.executableTarget(name: "App")])
                    """,
                    "Sources/App/routes.swift":
                        "func routes(_ app: Application) { app.get(\"health\") { _ in \"ok\" } }",
                ],
                gives: [
                    "build: swift build",
                    "server App: swift run App serve --hostname 127.0.0.1 --port {{port}} ready /health",
                ]),
            Example(
                [
                    "Package.swift": """
                    let package = Package(name: "Kit", products: [.library(name: "Kit", targets: ["Kit"])],
                        targets: [.target(name: "Kit"), .testTarget(name: "KitTests")])
                    """
                ],
                gives: ["build: swift build", "test: swift test", "library Kit"]),
        ])
}

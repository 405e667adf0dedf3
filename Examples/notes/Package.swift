// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "notes",
    targets: [
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .executableTarget(name: "notes", dependencies: ["CSQLite"], swiftSettings: strict),
        .testTarget(name: "NotesTests", dependencies: ["notes"], swiftSettings: strict),
    ]
)

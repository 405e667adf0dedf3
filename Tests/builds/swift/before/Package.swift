// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "Cart", targets: [.target(name: "Cart"), .testTarget(name: "CartTests", dependencies: ["Cart"])])

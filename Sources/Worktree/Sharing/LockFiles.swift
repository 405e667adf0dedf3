import HarnessKit

/// The files in which package managers write down what they installed.
package enum LockFiles {
    private static let names = Set(
        [
            "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb",
            "deno.lock", "Cargo.lock", "go.sum", "go.work.sum", "poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock",
            "Gemfile.lock", "composer.lock", "mix.lock", "pubspec.lock", "Podfile.lock", "Package.resolved", "pom.xml",
            "gradle.lockfile", "packages.lock.json", "flake.lock", "conda-lock.yml",
        ].map { Bytes($0.utf8) })

    /// A digest of all of them in a tree; that of nothing where there are none.
    package static func digest(of manifest: Manifest) -> Digest {
        var packing = Packing()
        for entry in manifest.entries {
            let name = entry.path.bytes.split(separator: UInt8(ascii: "/")).last ?? []
            guard names.contains(Bytes(name)) || isRequirements(name) else { continue }
            packing.add(entry.path.bytes)
            packing.addRaw(entry.digest.bytes)
        }
        return SHA256.digest(of: packing.bytes)
    }

    /// `requirements.txt`, `requirements-dev.txt` and the like.
    private static func isRequirements(_ name: ArraySlice<UInt8>) -> Bool {
        name.starts(with: "requirements".utf8) && name.suffix(4).elementsEqual(".txt".utf8)
    }
}

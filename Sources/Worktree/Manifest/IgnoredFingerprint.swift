import HarnessKit

/// Whether ignored files and folders moved, told from path, size and time of change alone; nothing is read.
package struct IgnoredFingerprint: Sendable, Equatable {
    package let digest: Digest
    /// How many files and links were looked at.
    package let count: Int
    /// Whether that was all of them.
    package let isWhole: Bool

    /// Looks at files and at all that is in folders, but at no more than so many; what is not there counts as that.
    package static func take(
        of names: [RelativePath], in root: Path, limit: Int = 200_000
    ) throws -> IgnoredFingerprint {
        var walk = Walk(rest: limit)
        var trail = FolderTrail(from: try Folder(root), .isError)
        for name in names.sorted() {
            guard let place = try? trail.place(of: name) else { continue }
            try walk.look(at: place.name, name.bytes, in: place.folder, depth: 0)
        }
        return IgnoredFingerprint(
            digest: SHA256.digest(of: walk.packing.bytes), count: limit - walk.rest, isWhole: !walk.isCut)
    }

    private struct Walk {
        var rest: Int
        var isCut = false
        var packing = Packing()

        mutating func look(at name: Bytes, _ path: Bytes, in folder: Folder, depth: Int) throws {
            guard !isCut, let status = try? folder.status(of: name) else { return }
            guard status.kind == .folder else {
                guard rest > 0 else {
                    isCut = true
                    return
                }
                rest -= 1
                packing.add(path)
                packing.add(UInt64(status.size))
                packing.add(UInt64(bitPattern: status.changed))
                return
            }
            // What nobody may read, or lies too deep, is not known; that it is so is part of the digest.
            guard depth < ManifestWalk.mostLevels, let inside = try? folder.enter(name),
                let names = try? inside.entries().map(\.name)
            else {
                packing.add(path)
                return
            }
            for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                try look(at: name, path + [UInt8(ascii: "/")] + name, in: inside, depth: depth + 1)
            }
        }
    }
}

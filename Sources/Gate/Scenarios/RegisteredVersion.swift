import HarnessKit

/// The bytes of a scenario file as they were registered, and which of its scenarios showed nothing.
struct RegisteredVersion {
    let digest: Digest
    /// Those that passed wholly without the change; where there are none, nothing takes their place.
    var idle: Set<String> = []

    init(_ digest: Digest) {
        self.digest = digest
    }

    /// The versions that nothing may fall behind: the first, and what was registered in the place of what showed nothing.
    ///
    /// Of the last one all counts: whether it shows anything, it has to show first.
    static func counting(_ versions: [RegisteredVersion]) -> [RegisteredVersion] {
        var counted: [RegisteredVersion] = []
        for version in versions {
            counted.append(version)
            if version.idle.isEmpty { break }
        }
        return counted
    }
}

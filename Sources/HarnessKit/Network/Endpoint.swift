import CHarness

/// Where to connect to: an address that needs nobody to look it up, and a port.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    package let host: String
    package let port: UInt16
    /// What is tried, in this order.
    package let addresses: [String]

    /// Takes an IP address, with or without brackets, or "localhost".
    package init(host: String, port: UInt16) throws {
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.utf8.count > 2
        let name = isBracketed ? String(host.dropFirst().dropLast()) : host
        let isAddress = !name.utf8.contains(0) && harness_address_family(name) != 0
        let isLocal = Bytes(name.utf8).equalsIgnoringCase(Bytes("localhost".utf8))
        guard isAddress || isLocal else {
            throw Failure(
                .malformed, "host '\(host)' is no IP address, and names are not looked up",
                hint: "write 127.0.0.1, ::1 or localhost")
        }
        self.host = name
        self.port = port
        addresses = isLocal ? ["127.0.0.1", "::1"] : [name]
    }

    /// The host as it stands in an address with a port.
    package var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

    package var description: String { "\(bracketedHost):\(port)" }
}

import HarnessKit

/// Somebody's hold on something, so that others do not begin the same long work.
///
/// It lasts as long as its owner's process, and no longer: one who was killed is replaced by the next.
package struct Claim: Sendable {
    package let resource: String
    /// Higher with every owner.
    package let fence: Int
}

extension Ledger {
    /// Takes hold of something, or fails at once where a living process has it.
    package func claim(_ resource: String, for purpose: String) throws -> Claim {
        let owner = ProcessIdentity.current?.json ?? [:]
        return try transaction {
            let held = try database.first("select owner, fence from claim where resource = \(resource)") {
                (owner: try $0[0] as String, fence: try $0[1] as Int)
            }
            if let held, let process = (try? JSON.parse(held.owner)).flatMap(ProcessIdentity.init(json:)),
                process.isAlive
            {
                throw Failure(
                    .refused, "another '\(purpose)' is under way (process \(process.number))",
                    hint: "wait for it: 'task-state wait'", codes: ["E_LOCKED"])
            }
            let fence = (held?.fence ?? 0) + 1
            try database.execute(
                """
                insert into claim (resource, owner, fence, taken) values (\(resource), \(owner.text(.compact)), \(fence), 0)
                on conflict (resource) do update set owner = excluded.owner, fence = excluded.fence
                """)
            return Claim(resource: resource, fence: fence)
        }
    }

    /// Whether nobody else has taken it since; to be asked within the transaction that ends the work.
    package func holds(_ claim: Claim) throws -> Bool {
        try database.first("select fence from claim where resource = \(claim.resource)") { try $0[0] as Int }
            == claim.fence
    }

    /// Lets go; the fence stays, so that a claim of before is told from one of after.
    package func release(_ claim: Claim) throws {
        try database.execute(
            "update claim set owner = '' where resource = \(claim.resource) and fence = \(claim.fence)")
    }

    /// The living process that has hold of something; nil where nobody has.
    package func holder(of resource: String) throws -> ProcessIdentity? {
        let owner = try database.first("select owner from claim where resource = \(resource)") { try $0[0] as String }
        let process = owner.flatMap { try? JSON.parse($0) }.flatMap(ProcessIdentity.init(json:))
        return process.flatMap { $0.isAlive ? $0 : nil }
    }
}

"""Every change of the schema, in order; run by `rsovisit.store.migrate`."""

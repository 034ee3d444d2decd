"""The register: records, connections, the unit of work and the migrations."""

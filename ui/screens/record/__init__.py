"""Recording a visit or a failed attempt."""

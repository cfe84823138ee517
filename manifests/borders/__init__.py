"""What a border asks for beyond the manifest, and why a load that differs from its papers does not go on."""

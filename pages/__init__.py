"""Page objects: what a person sees and can do, one module per site."""

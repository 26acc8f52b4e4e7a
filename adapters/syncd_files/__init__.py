adapter: object = None

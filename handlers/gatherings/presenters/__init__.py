"""Who presents at a multidisciplinary group: asked, agreed, handed on."""

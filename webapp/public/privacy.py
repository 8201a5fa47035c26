"""The page on privacy and on what machines do here. Its figures are settings, never text."""

from __future__ import annotations

from flask import render_template

from webapp.addresses import public_address
from webapp.contact import data_controller
from webapp.language import page
from webapp.public.views import bp
from webapp.serving import public_reader, serving


@page(bp, "/prywatnosc", "/en/privacy")
def privacy() -> str:
    editorial, settings = public_reader().editorial, serving().settings
    return render_template(
        "public/privacy.html",
        address=public_address("public.privacy"),
        controller=data_controller(editorial),
        email=editorial.privacy.email or editorial.contact.email,
        days=settings.retention_days,
        message_days=settings.message_retention_days,
        unanswered_days=settings.unanswered_retention_days,
    )

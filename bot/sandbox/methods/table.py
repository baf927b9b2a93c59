"""The Web API as a table: for each method its arguments, scopes, encodings, tier and errors."""

from dataclasses import dataclass

HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
READING = ("channels:read", "groups:read", "im:read", "mpim:read")
OPENING = ("channels:manage", "groups:write", "im:write", "mpim:write")
PAGE = ("cursor", "limit")
SPAN = ("include_all_metadata", "inclusive", "latest", "oldest", *PAGE)
CONTENT = ("attachments", "blocks", "link_names", "markdown_text", "metadata", "parse", "text")
LOOK = ("icon_emoji", "icon_url", "username")
EVERYWHERE = ("token", "team_id", "as_user")  # arguments that the SDK or Bolt adds to every call


def codes(text: str) -> tuple[str, ...]:
    """Split names that are separated by spaces."""
    return tuple(text.split())


# errors that any method may return, and errors about the body
COMMON_ERRORS = frozenset(
    codes(
        "access_denied accesslimited account_inactive deprecated_endpoint ekm_access_denied enterprise_is_restricted "
        "fatal_error internal_error invalid_arg_name invalid_arguments invalid_array_arg invalid_auth "
        "invalid_charset invalid_form_data invalid_json invalid_post_type is_bot json_not_object method_deprecated "
        "missing_post_type missing_scope no_permission not_allowed_token_type not_authed org_login_required "
        "ratelimited request_timeout service_unavailable team_added_to_org token_expired token_revoked "
        "two_factor_setup_required unknown_method"
    )
)
SPECIAL = 5  # a tier that has its own rules


@dataclass(frozen=True, slots=True)
class Method:
    """A method: required and allowed arguments, scopes (one of which is needed), whether it accepts JSON.

    `token`: `xoxb` (the bot's), `xapp` (the app's) or `xoxe` (its owner's, to configure it). `tier`: Slack's, 1 to 4 or
    SPECIAL. `errors`: its codes that are not in COMMON_ERRORS."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    json: bool = True
    token: str = "xoxb"  # noqa: S105 the kind of a token, not one
    tier: int = 4
    errors: str = ""

    @property
    def arguments(self) -> frozenset[str]:
        return frozenset((*self.required, *self.optional, *EVERYWHERE))

    def may_answer(self, code: str) -> bool:
        """Return whether Slack documents this error for the method, or for all methods."""
        return code in COMMON_ERRORS or code in self.errors.split()


METHODS: dict[str, Method] = {
    "auth.test": Method(
        tier=SPECIAL,
    ),
    "apps.connections.open": Method(
        scopes=("connections:write",),
        token="xapp",  # noqa: S106 a kind, not a token
        tier=3,
        errors="forbidden_team insecure_request missing_args",
    ),
    "apps.manifest.validate": Method(
        ("manifest",),
        ("app_id",),
        ("app_configurations:write",),
        token="xoxe",  # noqa: S106 a kind, not a token
        tier=3,
        errors="app_not_eligible app_not_owned_by_manager_app invalid_app invalid_app_id invalid_manifest",
    ),
    "blocks.validate": Method(
        (),
        ("blocks", "message", "view"),
        tier=SPECIAL,
        errors="invalid_blocks invalid_message invalid_view",
    ),
    "chat.postMessage": Method(
        ("channel",),
        (*CONTENT, *LOOK, "mrkdwn", "reply_broadcast", "thread_ts", "unfurl_links", "unfurl_media"),
        ("chat:write",),
        tier=SPECIAL,
        errors=(
            "app_access_restricted as_user_not_supported attachment_payload_limit_exceeded cannot_reply_to_message "
            "channel_not_found draft_already_deleted draft_already_sent draft_has_conflict draft_not_found "
            "duplicate_channel_not_found duplicate_message_not_found invalid_blocks invalid_blocks_format "
            "invalid_metadata_format invalid_metadata_schema is_archived markdown_text_conflict "
            "message_limit_exceeded messages_tab_disabled metadata_must_be_sent_from_app metadata_too_large "
            "missing_file_data msg_blocks_too_long no_text not_in_channel rate_limited restricted_action "
            "restricted_action_non_threadable_channel restricted_action_read_only_channel "
            "restricted_action_thread_locked restricted_action_thread_only_channel send_on_behalf_not_allowed "
            "slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked "
            "slack_connect_lists_sharing_blocked team_not_found too_many_attachments too_many_contact_cards"
        ),
    ),
    "chat.postEphemeral": Method(
        ("channel", "user"),
        (*CONTENT, *LOOK, "thread_ts"),
        ("chat:write",),
        tier=4,
        errors=(
            "cannot_reply_to_message channel_not_found invalid_attachments invalid_blocks invalid_blocks_format "
            "is_archived markdown_text_conflict message_limit_exceeded messages_tab_disabled msg_too_long no_text "
            "not_in_channel restricted_action too_many_attachments user_not_in_channel"
        ),
    ),
    "chat.update": Method(
        ("channel", "ts"),
        (*CONTENT, "file_ids", "reply_broadcast", "unfurled_attachments"),
        ("chat:write",),
        tier=3,
        errors=(
            "as_user_not_supported block_mismatch blocked_file_type cant_broadcast_message cant_update_message "
            "channel_not_found edit_window_closed external_channel_migrating file_deleted file_is_deleted "
            "file_not_found file_share_limit_reached invalid_attachments invalid_blocks invalid_blocks_format "
            "invalid_metadata_format invalid_metadata_schema is_inactive markdown_text_conflict "
            "max_file_sharing_exceeded message_limit_exceeded message_not_found metadata_must_be_sent_from_app "
            "metadata_too_large msg_too_long no_dual_broadcast_content_update no_text posting_to_channel_denied "
            "slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked "
            "slack_connect_file_link_sharing_blocked slack_connect_file_upload_sharing_blocked "
            "streaming_state_conflict team_not_found too_many_attachments unable_to_share_files update_failed"
        ),
    ),
    "chat.delete": Method(
        ("channel", "ts"),
        (),
        ("chat:write",),
        tier=3,
        errors="cant_delete_message channel_not_found message_not_found",
    ),
    "chat.getPermalink": Method(
        ("channel", "message_ts"),
        json=False,
        tier=SPECIAL,
        errors="channel_not_found message_not_found",
    ),
    "views.open": Method(
        ("view",),
        ("trigger_id", "interactivity_pointer"),
        tier=4,
        errors="duplicate_external_id exchanged_trigger_id expired_trigger_id invalid_trigger_id view_too_large",
    ),
    "views.push": Method(
        ("view",),
        ("trigger_id", "interactivity_pointer"),
        tier=4,
        errors=(
            "duplicate_external_id exchanged_trigger_id expired_trigger_id invalid_trigger_id not_found "
            "push_limit_reached view_too_large"
        ),
    ),
    "views.update": Method(
        ("view",),
        ("view_id", "external_id", "hash"),
        tier=4,
        errors="duplicate_external_id hash_conflict not_found view_too_large",
    ),
    "views.publish": Method(
        ("user_id", "view"),
        ("hash", "interactivity_pointer"),
        tier=4,
        errors="duplicate_external_id hash_conflict missing_profile_id not_enabled not_implemented view_too_large",
    ),
    "conversations.open": Method(
        (),
        ("channel", "users", "return_im", "prevent_creation"),
        OPENING,
        tier=3,
        errors=(
            "channel_not_found invalid_user_combination method_not_supported_for_channel_type not_enough_users "
            "too_many_users user_disabled user_not_found user_not_visible users_list_not_supplied"
        ),
    ),
    "conversations.history": Method(
        ("channel",),
        SPAN,
        HISTORY,
        tier=3,
        errors=(
            "channel_is_limited_access channel_not_found invalid_cursor invalid_metadata_filter_keys "
            "invalid_ts_latest invalid_ts_oldest not_in_channel"
        ),
    ),
    "conversations.replies": Method(
        ("channel", "ts"),
        SPAN,
        HISTORY,
        json=False,
        tier=3,
        errors=(
            "channel_not_found invalid_cursor invalid_metadata_filter_keys invalid_ts_latest invalid_ts_oldest "
            "list_record_comment_fetch_failed method_not_supported_for_channel_type thread_not_found"
        ),
    ),
    "conversations.info": Method(
        ("channel",),
        ("include_locale", "include_num_members"),
        READING,
        json=False,
        tier=3,
        errors="channel_is_limited_access channel_not_found",
    ),
    "conversations.members": Method(
        ("channel",),
        PAGE,
        READING,
        json=False,
        tier=4,
        errors=(
            "channel_not_found fetch_members_failed invalid_cursor invalid_limit method_not_supported_for_channel_type"
        ),
    ),
    "files.getUploadURLExternal": Method(
        ("filename", "length"),
        ("alt_txt", "snippet_type"),
        ("files:write",),
        json=False,
        tier=4,
        errors=(
            "alt_txt_too_large file_type_not_allowed file_upload_size_restricted file_uploads_disabled "
            "file_uploads_except_images_disabled missing_argument snippet_too_large storage_limit_reached "
            "unknown_snippet_type unknown_subtype"
        ),
    ),
    "files.completeUploadExternal": Method(
        ("files",),
        ("blocks", "channel_id", "channels", "initial_comment", "thread_ts", *LOOK),
        ("files:write",),
        tier=4,
        errors=(
            "channel_not_found channels_limit_exceeded file_not_found file_type_not_allowed file_update_failed "
            "file_uploads_except_images_disabled invalid_blocks invalid_channel not_in_channel "
            "posting_to_channel_denied"
        ),
    ),
    "files.info": Method(
        ("file",),
        ("count", "page", *PAGE),
        ("files:read",),
        json=False,
        tier=4,
        errors=(
            "canvas_disabled_file_team canvas_disabled_user_team canvas_globally_disabled file_deleted "
            "file_not_found not_visible slack_connect_canvas_sharing_blocked template_not_visible"
        ),
    ),
    "files.delete": Method(
        ("file",),
        (),
        ("files:write",),
        tier=3,
        errors="cant_delete_file delete_not_allowed file_deleted file_deleting_disabled file_not_found",
    ),
    "users.info": Method(
        ("user",),
        ("include_locale",),
        ("users:read",),
        json=False,
        tier=4,
        errors="too_many_users user_not_found user_not_visible",
    ),
    "users.list": Method(
        (),
        ("include_locale", *PAGE),
        ("users:read",),
        json=False,
        tier=2,
        errors="invalid_cursor limit_required missing_argument",
    ),
    "users.lookupByEmail": Method(
        ("email",),
        (),
        ("users:read.email",),
        json=False,
        tier=3,
        errors="users_not_found",
    ),
}

# Methods of Slack that the stand-in lacks: a call is a gap of the stand-in, not a fault of the app.
NOT_YET = codes(
    "api.test apps.event.authorizations.list apps.manifest.create auth.revoke "
    "bookmarks.add bookmarks.edit bookmarks.list bookmarks.remove bots.info "
    "chat.deleteScheduledMessage chat.meMessage chat.scheduleMessage chat.scheduledMessages.list "
    "conversations.archive conversations.close conversations.create conversations.invite conversations.join "
    "conversations.kick conversations.leave conversations.list conversations.mark conversations.rename "
    "conversations.setPurpose conversations.setTopic conversations.unarchive dnd.info dnd.teamInfo emoji.list "
    "files.list files.upload oauth.v2.access oauth.v2.exchange pins.add pins.list pins.remove reactions.add "
    "reactions.get reactions.list reactions.remove team.info usergroups.create usergroups.list usergroups.update "
    "usergroups.users.list usergroups.users.update users.conversations users.getPresence users.profile.get"
)
